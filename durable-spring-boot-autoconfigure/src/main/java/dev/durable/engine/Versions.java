package dev.durable.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.Durable;
import dev.durable.history.Command;
import dev.durable.history.Recorded;

/**
 * Which version of each change holds in a run. The first call decides, for good: live it
 * takes the latest version and marks it; on replay the mark says, and where there is none
 * the run was past the change before it was made.
 */
final class Versions {

	private final RunCore run;

	private final Map<String, Integer> chosen = new HashMap<>();

	private final Map<String, Long> marks = new HashMap<>();

	private final Set<String> asked = new HashSet<>();

	Versions(RunCore run) {
		this.run = run;
	}

	/**
	 * Find out which marks there are before a history is replayed.
	 */
	void scan(List<Recorded> history) {
		for (Recorded event : history) {
			if (event.event() instanceof Command.VersionMarked mark) {
				this.marks.putIfAbsent(mark.changeId(), event.seq());
			}
		}
	}

	/**
	 * A stored mark is behind, whether the code has asked for it or not.
	 */
	void passed(Command.VersionMarked mark) {
		this.chosen.put(mark.changeId(), mark.version());
	}

	/**
	 * A turn was replayed: a mark for which its code has not asked is that of a newer
	 * build, or the call was removed again. An older build must not go on with the run,
	 * since what follows is for the version.
	 */
	void check(List<Command> stored) {
		for (Command command : stored) {
			if (command instanceof Command.VersionMarked mark && !this.asked.contains(mark.changeId())
					&& mark.build() != null && this.run.environment().builds().cameAfter(mark.build())) {
				throw this.run.nonDeterminism("version " + mark.version() + " of change '" + mark.changeId()
						+ "' was chosen by build " + mark.build() + ", which came after build "
						+ this.run.environment().builds().current() + " that runs here and does not ask for it; a node"
						+ " of the newer build takes the run");
			}
		}
	}

	int choose(String changeId, int min, int max) {
		this.asked.add(changeId);
		Integer known = this.chosen.get(changeId);
		int version = (known != null) ? known : first(changeId, min, max);
		if (version < min || version > max) {
			throw stop("version " + version + " of change '" + changeId + "' holds in this run, and the code knows "
					+ range(min, max) + " only");
		}
		return version;
	}

	private int first(String changeId, int min, int max) {
		TurnLog log = this.run.log();
		if (!log.isReplay()) {
			this.run.issue(new Command.VersionMarked(changeId, max, this.run.environment().builds().current()));
			this.chosen.put(changeId, max);
			return max;
		}
		if (log.differs()) {
			return max;
		}
		Command.VersionMarked mark = log.mark(changeId);
		if (mark != null) {
			return mark.version();
		}
		Long later = this.marks.get(changeId);
		if (later != null) {
			throw stop("the code asks for change '" + changeId + "', " + range(min, max)
					+ ", before its mark, which is event " + later);
		}
		this.chosen.put(changeId, Durable.DEFAULT_VERSION);
		return Durable.DEFAULT_VERSION;
	}

	private static String range(int min, int max) {
		return "versions " + min + " to " + max;
	}

	/*
	 * Thrown as an error, since ordinary handlers of the user must not get it.
	 */
	private Unwound stop(String what) {
		this.run.stop(this.run.nonDeterminism(what));
		return new Unwound();
	}

}
