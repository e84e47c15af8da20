package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.durable.history.Command;
import dev.durable.history.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one turn: those that the code issues, beside those that are stored if
 * the turn is replayed. Stored marks of versions that the code does not ask for are
 * passed over: the call may have been removed.
 */
final class TurnLog {

	private final Recorded incoming;

	private final @Nullable List<Command> stored;

	private final Consumer<Command.VersionMarked> passed;

	private final List<Command> issued = new ArrayList<>();

	private int position;

	private int firstDifference = -1;

	private TurnLog(Recorded incoming, @Nullable List<Command> stored, Consumer<Command.VersionMarked> passed) {
		this.incoming = incoming;
		this.stored = stored;
		this.passed = passed;
	}

	static TurnLog live(Recorded incoming) {
		return new TurnLog(incoming, null, (mark) -> {
		});
	}

	/**
	 * Make the log of a turn that is replayed.
	 * @param incoming the event of the turn
	 * @param stored its commands
	 * @param passed told of each mark of a version that is behind
	 * @return the log
	 */
	static TurnLog replay(Recorded incoming, List<Command> stored, Consumer<Command.VersionMarked> passed) {
		return new TurnLog(incoming, stored, passed);
	}

	Recorded incoming() {
		return this.incoming;
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
		return new Recorded(this.incoming.seq() + place, this.incoming.recordedAt(), counts);
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
		return (this.stored != null) ? this.stored : this.issued;
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
