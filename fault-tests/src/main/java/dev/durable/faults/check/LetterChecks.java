package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Letter;
import dev.durable.faults.check.World.Message;
import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;

/**
 * Signals and updates: P9, and P1 for those that were sent in a transaction.
 */
final class LetterChecks {

	private static final Set<String> WAITING = Set.of("NEW", "HELD");

	/** The clock of the driver may be ahead of that of the database by so much. */
	private static final Duration SKEW = Duration.ofSeconds(2);

	private final World world;

	private final Findings findings;

	/**
	 * What each workflow has seen, in its order: {@code a1} for the first signal of a.
	 */
	private final Map<String, List<String>> seen = new HashMap<>();

	private final Map<String, List<String>> accepted = new HashMap<>();

	private final Map<String, List<String>> answered = new HashMap<>();

	/**
	 * What was kept of the letters to each workflow: dead, or waiting while it is open.
	 */
	private final Map<String, List<String>> kept = new HashMap<>();

	/**
	 * When the workflow had come to its end by itself to which a letter was too late, by
	 * workflow id and text.
	 */
	private final Map<String, Instant> missed = new HashMap<>();

	LetterChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		Map<String, String> workflowOf = new HashMap<>();
		Set<String> open = new HashSet<>();
		Map<String, Instant> completed = new HashMap<>();
		this.world.byWorkflow().forEach((id, runs) -> runs.forEach((run) -> {
			workflowOf.put(run.chain(), id);
			if (run.openKey() != null) {
				open.add(run.chain());
			}
			else if (run.status().equals("COMPLETED") && run.closedAt() != null) {
				completed.put(run.chain(), run.closedAt());
			}
			collect(id, run);
		}));
		for (Letter letter : this.world.letters) {
			boolean waits = WAITING.contains(letter.state()) && open.contains(letter.chain());
			if (letter.kind().equals("SIGNAL") && (waits || letter.state().equals("DEAD"))) {
				String id = workflowOf.getOrDefault(letter.chain(), "");
				add(this.kept, id, letter.text());
				Instant end = completed.get(letter.chain());
				if (!waits && end != null) {
					this.missed.put(id + " " + letter.text(), end);
				}
			}
		}
		messages();
		notes();
	}

	private void collect(String id, Run run) {
		for (Event event : this.world.history(run.runId())) {
			switch (event.kind()) {
				case "SignalReceived" -> add(this.seen, id, event.text());
				case "UpdateAccepted" -> add(this.accepted, id, event.text());
				case "UpdateCompleted" -> add(this.answered, id, event.text());
				default -> {
				}
			}
		}
	}

	private void messages() {
		Map<Message, Long> messages = this.world.messages.stream()
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		messages.forEach((message, count) -> {
			this.findings.require(count == 1, "P1", "signal %s to workflow %s has %s rows", message.text(),
					message.workflowId(), count);
			long delivered = delivered(message.workflowId(), message.text());
			this.findings.require(delivered == 1, "P1",
					"the transaction that sent signal %s to workflow %s has committed, and it was seen %s times",
					message.text(), message.workflowId(), delivered);
		});
	}

	private void notes() {
		Map<String, Map<String, Integer>> last = new HashMap<>();
		for (Note note : this.world.notes) {
			String id = note.workflowId();
			if (note.subject().equals("UPDATE")) {
				update(note);
			}
			else if (note.is("ROLLED_BACK", "SIGNAL")) {
				this.findings.require(delivered(id, note.key()) == 0, "P1",
						"signal %s to workflow %s was rolled back, and was seen", note.key(), id);
			}
			else if (note.is("ACKNOWLEDGED", "SIGNAL")) {
				long delivered = delivered(id, note.key());
				this.findings.require(delivered == 1, "P9",
						"signal %s to workflow %s was acknowledged, and seen %s times", note.key(), id, delivered);
				order(note, last.computeIfAbsent(id, (key) -> new HashMap<>()));
				Instant end = this.missed.get(id + " " + note.key());
				this.findings.require(end == null || note.at().plus(SKEW).isAfter(end), "P9",
						"signal %s to workflow %s was acknowledged at %s, and counts as too late for its end at %s",
						note.key(), id, note.at(), end);
			}
		}
	}

	/**
	 * What a sender was acknowledged later is seen later.
	 */
	private void order(Note note, Map<String, Integer> last) {
		int position = count(this.seen, note.workflowId()).indexOf(note.key());
		if (position >= 0) {
			String sender = note.key().replaceAll("\\d", "");
			Integer before = last.put(sender, position);
			this.findings.require(before == null || before < position, "P9",
					"workflow %s has seen signal %s of %s before an earlier one", note.workflowId(), note.key(),
					sender);
		}
	}

	private void update(Note note) {
		String id = note.workflowId();
		long times = count(this.accepted, id).stream().filter(note.key()::equals).count();
		if (note.outcome().equals("REFUSED")) {
			this.findings.require(false, "P9", "update %s of workflow %s %s", note.key(), id, note.details());
		}
		else if (note.outcome().equals("INTENDED") && note.details().equals("rejected")) {
			this.findings.require(times == 0, "P9", "update %s of workflow %s was rejected, and was recorded %s times",
					note.key(), id, times);
		}
		else if (note.outcome().equals("ACKNOWLEDGED") && !note.key().endsWith("/none")) {
			long answers = count(this.answered, id).stream().filter(note.key()::equals).count();
			this.findings.require(times == 1 && answers == 1, "P9",
					"update %s of workflow %s was acknowledged, and was accepted %s times and answered %s times",
					note.key(), id, times, answers);
		}
	}

	private long delivered(String id, String text) {
		return count(this.seen, id).stream().filter(text::equals).count()
				+ count(this.kept, id).stream().filter(text::equals).count();
	}

	private static List<String> count(Map<String, List<String>> map, String id) {
		return map.getOrDefault(id, List.of());
	}

	private static void add(Map<String, List<String>> map, String id, String text) {
		map.computeIfAbsent(id, (key) -> new ArrayList<>()).add(text);
	}

}
