package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.faults.check.World.Attempt;
import dev.durable.faults.check.World.Blow;
import dev.durable.faults.check.World.Effect;
import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Letter;
import dev.durable.faults.check.World.Message;
import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;
import dev.durable.faults.check.World.Stay;
import dev.durable.faults.check.World.Witnessed;

/**
 * A small world in which every promise was kept: workflow p1, whose transactional
 * activity and whose call were both made, the latter by a second node after the first was
 * killed; and p2, which cannot end.
 */
final class SampleWorld {

	static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

	static final String RUN = "r1";

	private SampleWorld() {
	}

	static World good() {
		World world = new World(Duration.ofSeconds(6), Duration.ofMillis(250), Duration.ofSeconds(3));
		world.orders.add("p1");
		world.runs.add(new Run(RUN, "p1", RUN, null, "COMPLETED", null, at(0), at(30), false));
		world.histories.put(RUN, new ArrayList<>(history()));
		world.effects.add(new Effect("r1/2", 1, "s0", "n1", at(1)));
		world.ledger.add(begin("r1/2", 1, "n1", 1, "Bookings.book"));
		world.ledger.add(begin("r1/6", 1, "n1", 5, "Steps.call"));
		world.ledger.add(begin("r1/6", 2, "n2", 13, "Steps.call"));
		notes(world);
		world.messages.add(new Message("p1", "a1"));
		world.messages.add(new Message("p1", "a2"));
		world.messages.add(new Message("p1", "late1"));
		world.letters.add(new Letter(RUN, "SIGNAL", "DEAD", "late1"));
		world.blows.add(new Blow("kill", at(6), at(9), List.of("n1")));
		world.stays.add(new Stay(1, "n1", at(0), at(12)));
		world.stays.add(new Stay(2, "n2", at(0), null));
		poison(world);
		return world;
	}

	private static List<Event> history() {
		return List.of(event(1, "WorkflowStarted", 0, 0, ""), event(2, "ActivityScheduled", 0, 0, "Bookings.book"),
				event(3, "ActivityCompleted", 2, 2, ""), event(4, "TimerStarted", 2, 0, at(4).toString()),
				event(5, "TimerFired", 4, 4, ""), event(6, "ActivityScheduled", 4, 0, "Steps.call"),
				event(7, "ActivityAttemptLost", 12, 6, "1"), event(8, "ActivityCompleted", 14, 6, ""),
				event(9, "SignalReceived", 15, 0, "a1"), event(10, "SignalReceived", 15, 0, "a2"),
				event(11, "UpdateAccepted", 16, 0, "u1"), event(12, "UpdateCompleted", 16, 0, "u1"),
				event(13, "WorkflowCompleted", 30, 0, "s0=booked"));
	}

	private static void notes(World world) {
		world.notes.add(note("INTENDED", "START", "p1", "row", "COMPLETED s0=booked"));
		world.notes.add(note("ACKNOWLEDGED", "START", "p1", "start", ""));
		world.notes.add(note("ROLLED_BACK", "START", "p1-ghost", "start", ""));
		world.notes.add(note("ROLLED_BACK", "SIGNAL", "p1", "a1001", ""));
		world.notes.add(note("ACKNOWLEDGED", "SIGNAL", "p1", "a1", ""));
		world.notes.add(note("ACKNOWLEDGED", "SIGNAL", "p1", "a2", ""));
		world.notes.add(new Note(at(31), "ACKNOWLEDGED", "SIGNAL", "p1", "late1", ""));
		world.notes.add(note("INTENDED", "UPDATE", "p1", "u0", "rejected"));
		world.notes.add(note("INTENDED", "UPDATE", "p1", "u1", "accepted"));
		world.notes.add(note("ACKNOWLEDGED", "UPDATE", "p1", "u1", ""));
	}

	private static void poison(World world) {
		world.notes.add(note("INTENDED", "START", "p2", "alone", "RUNNING POISON"));
		world.runs.add(new Run("r2", "p2", "r2", "p2", "RUNNING", null, at(0), null, false));
		world.histories.put("r2", new ArrayList<>(
				List.of(event(1, "WorkflowStarted", 0, 0, ""), event(2, "ActivityScheduled", 0, 0, "Steps.poison"))));
		world.attempts.add(new Attempt("r2/2", 5, "bad never succeeds"));
		world.ledger.add(begin("r2/2", 1, "n2", 1, "Steps.poison"));
	}

	static Event event(long seq, String kind, int second, long ref, String text) {
		return new Event(seq, kind, at(second), ref, text);
	}

	static Witnessed begin(String call, int attempt, String node, int second, String activity) {
		return new Witnessed(at(second), "BEGIN", call, attempt, "key-" + call, attempt, node, activity);
	}

	static Note note(String outcome, String subject, String workflowId, String key, String details) {
		return new Note(at(0), outcome, subject, workflowId, key, details);
	}

	static Instant at(int second) {
		return START.plusSeconds(second);
	}

}
