package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one turn: those that the code issues, beside those that are stored if
 * the turn is replayed. Stored marks of versions that the code does not ask for are
 * passed over: the call may have been removed.
 * <p>
 * A turn has the time of its event. The first one may be taken long after the start, by a
 * run that has waited for its place: then it has the time at which it is taken, which is
 * that of its commands. One that has no command, and has asked for the time, gets a mark
 * to keep it.
 */
final class TurnLog {

	/** How late the first turn may be and still have the time of the start. */
	private static final Duration LATE = Duration.ofSeconds(1);

	private static final Command.VersionMarked TIME_MARK = new Command.VersionMarked("durable.first-turn", 1, null);

	private final Recorded incoming;

	private final Instant time;

	private final @Nullable List<Command> stored;

	private final Consumer<Command.VersionMarked> passed;

	private final List<Command> issued = new ArrayList<>();

	private int position;

	private int firstDifference = -1;

	private boolean timeRead;

	private TurnLog(Recorded incoming, Instant time, @Nullable List<Command> stored,
			Consumer<Command.VersionMarked> passed) {
		this.incoming = incoming;
		this.time = time;
		this.stored = stored;
		this.passed = passed;
	}

	static TurnLog live(Recorded incoming) {
		return live(incoming, incoming.recordedAt());
	}

	/**
	 * Make the log of a first turn that may be late.
	 * @param start the event of the start
	 * @param now when the turn is taken
	 * @return the log
	 */
	static TurnLog first(Recorded start, Instant now) {
		boolean late = now.isAfter(start.recordedAt().plus(LATE));
		return live(start, late ? now.truncatedTo(ChronoUnit.MICROS) : start.recordedAt());
	}

	private static TurnLog live(Recorded incoming, Instant time) {
		return new TurnLog(incoming, time, null, (mark) -> {
		});
	}

	/**
	 * Make the log of what comes after a turn that was replayed, as its time stays.
	 */
	TurnLog after() {
		return live(this.incoming, this.time);
	}

	/**
	 * Make the log of a turn that is replayed.
	 * @param incoming the event of the turn
	 * @param stored its commands
	 * @param time their time, or that of the event if there are none
	 * @param passed told of each mark of a version that is behind
	 * @return the log
	 */
	static TurnLog replay(Recorded incoming, List<Command> stored, Instant time,
			Consumer<Command.VersionMarked> passed) {
		return new TurnLog(incoming, time, stored, passed);
	}

	Recorded incoming() {
		return this.incoming;
	}

	Instant time() {
		return this.time;
	}

	/**
	 * Return the time to code that may keep it.
	 */
	Instant readTime() {
		this.timeRead = true;
		return this.time;
	}

	boolean isReplay() {
		return this.stored != null;
	}

	/**
	 * Return the stored command that is compared with the next one issued.
	 * @return the command; null in a live turn, after a difference, or past the end
	 */
	@Nullable Command next() {
		if (this.stored == null || differs()) {
			return null;
		}
		int index = this.position;
		while (index < this.stored.size() && this.stored.get(index) instanceof Command.VersionMarked) {
			index++;
		}
		return (index < this.stored.size()) ? this.stored.get(index) : null;
	}

	/**
	 * Add a command at the next position of the turn.
	 * @param command what the code issues
	 * @return what counts: the stored command on replay, else the one issued
	 */
	Recorded add(Command command) {
		Command counts = command;
		if (this.stored != null && !differs()) {
			passMarks(this.stored.size());
			Command expected = next();
			if (expected != null && expected.kind().equals(command.kind())
					&& expected.target().equals(command.target())) {
				counts = expected;
				this.position++;
			}
			else {
				this.firstDifference = this.position;
			}
		}
		this.issued.add(command);
		int place = (this.stored != null && !differs()) ? this.position : this.issued.size();
		return new Recorded(this.incoming.seq() + place, this.time, counts);
	}

	/**
	 * Find the mark of a version here, in a turn that is replayed.
	 * @param changeId the change
	 * @return the mark, which is behind then, or null if it is not among the next ones
	 */
	Command.@Nullable VersionMarked mark(String changeId) {
		if (this.stored == null || differs()) {
			return null;
		}
		int index = this.position;
		while (index < this.stored.size() && this.stored.get(index) instanceof Command.VersionMarked mark) {
			index++;
			if (mark.changeId().equals(changeId)) {
				passMarks(index);
				this.issued.add(mark);
				return mark;
			}
		}
		return null;
	}

	private void passMarks(int end) {
		while (this.stored != null && this.position < end && this.position < this.stored.size()
				&& this.stored.get(this.position) instanceof Command.VersionMarked mark) {
			this.position++;
			this.passed.accept(mark);
		}
	}

	boolean differs() {
		return this.firstDifference >= 0;
	}

	/**
	 * Return the commands that count at the end of the turn.
	 * @return the stored ones on replay, else those issued
	 */
	List<Command> commands() {
		if (this.stored != null) {
			return this.stored;
		}
		boolean toMark = this.timeRead && this.issued.isEmpty()
				&& this.incoming.event() instanceof Incoming.WorkflowStarted;
		return toMark ? List.of(TIME_MARK) : this.issued;
	}

	/**
	 * Compare the two lists at the end of a replayed turn.
	 * @return the first differing place and both lists, or null if they are equal
	 */
	@Nullable String difference() {
		if (this.stored == null) {
			return null;
		}
		if (!differs()) {
			passMarks(this.stored.size());
			if (this.position < this.stored.size()) {
				this.firstDifference = this.position;
			}
		}
		return !differs() ? null
				: "the first difference is at command %d of the turn; the history has %s, the code issues %s"
					.formatted(this.firstDifference + 1, describe(this.stored), describe(this.issued));
	}

	private static String describe(List<Command> commands) {
		return commands.stream().map(TurnLog::describe).collect(Collectors.joining(", ", "[", "]"));
	}

	private static String describe(Command command) {
		return command.target().isEmpty() ? command.kind() : command.kind() + " " + command.target();
	}

}
