package dev.durable.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

	int choose(String changeId, int min, int max) {
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
			this.run.issue(new Command.VersionMarked(changeId, max));
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
