package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.durable.history.Command;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one turn: those that the code issues, beside those that are stored if
 * the turn is replayed.
 */
final class TurnLog {

	private final @Nullable List<Command> stored;

	private final List<Command> issued = new ArrayList<>();

	private int firstDifference = -1;

	private TurnLog(@Nullable List<Command> stored) {
		this.stored = stored;
	}

	static TurnLog live() {
		return new TurnLog(null);
	}

	static TurnLog replay(List<Command> stored) {
		return new TurnLog(stored);
	}

	boolean isReplay() {
		return this.stored != null;
	}

	/**
	 * Return the stored command that is compared with the next one issued.
	 * @return the command; null in a live turn, after a difference, or past the end
	 */
	@Nullable Command next() {
		int index = this.issued.size();
		return (this.stored != null && this.firstDifference < 0 && index < this.stored.size()) ? this.stored.get(index)
				: null;
	}

	/**
	 * Add a command.
	 * @param command what the code issues
	 * @return what counts: the stored command on replay, else the one issued
	 */
	Command add(Command command) {
		Command expected = next();
		boolean same = expected != null && expected.kind().equals(command.kind())
				&& expected.target().equals(command.target());
		if (this.stored != null && !same && this.firstDifference < 0) {
			this.firstDifference = this.issued.size();
		}
		this.issued.add(command);
		return (expected != null && same) ? expected : command;
	}

	boolean differs() {
		return this.firstDifference >= 0;
	}

	int size() {
		return this.issued.size();
	}

	List<Command> issued() {
		return this.issued;
	}

	/**
	 * Compare the two lists at the end of a replayed turn.
	 * @return the first differing place and both lists, or null if they are equal
	 */
	@Nullable String difference() {
		if (this.stored == null) {
			return null;
		}
		if (this.firstDifference < 0 && this.issued.size() < this.stored.size()) {
			this.firstDifference = this.issued.size();
		}
		return (this.firstDifference < 0) ? null
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
