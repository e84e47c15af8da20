package dev.durable.node;

import dev.durable.client.WorkflowStatus;
import dev.durable.engine.StuckException;
import dev.durable.store.RunRow;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the code of a run may move: not while it is stuck, nor while an operator holds
 * it.
 */
final class Halt {

	private static final Logger logger = LoggerFactory.getLogger(Halt.class);

	private final String buildId;

	private @Nullable StuckMark mark;

	private boolean stuck;

	private boolean paused;

	private boolean pauseKnown;

	private volatile @Nullable Long suspectUntil;

	Halt(String buildId) {
		this.buildId = buildId;
	}

	/**
	 * Take note of what is stored: a run that was stuck is tried again, one that is
	 * paused is not.
	 */
	void know(RunRow row) {
		this.mark = row.stuck();
		this.paused = row.status() == WorkflowStatus.PAUSED;
		this.pauseKnown = this.paused;
	}

	void stuck(StuckException cause) {
		int tries = (this.mark != null) ? this.mark.tries() + 1 : 1;
		if (tries == 1) {
			logger.error("{}", cause.getMessage(), cause.getCause());
		}
		else {
			logger.warn("Try {}: {}", tries, cause.getMessage());
		}
		this.mark = new StuckMark(cause.reason(), String.valueOf(cause.getMessage()), this.buildId, tries);
		this.stuck = true;
	}

	/**
	 * Let the run be paused.
	 * @return false if it was
	 */
	boolean pause() {
		boolean fresh = !this.paused;
		if (fresh) {
			this.paused = true;
			this.pauseKnown = false;
		}
		return fresh;
	}

	/**
	 * The pause is durable.
	 */
	void pauseKnown() {
		this.pauseKnown = true;
	}

	/**
	 * The run was stuck and has advanced, durably.
	 */
	void healed() {
		this.mark = null;
	}

	/**
	 * The run is looked at anew.
	 */
	void end() {
		this.stuck = false;
		this.paused = false;
	}

	/**
	 * The run may be what has ended other nodes, until this one has outlived it.
	 * @param until when that is, by the monotonic clock of the node
	 */
	void suspect(long until) {
		this.suspectUntil = until;
	}

	/**
	 * Tell whether the run may be what has ended other nodes. May be called by any
	 * thread.
	 * @param now the time, by the monotonic clock of the node
	 */
	boolean isSuspect(long now) {
		Long until = this.suspectUntil;
		return until != null && until - now > 0;
	}

	@Nullable StuckMark mark() {
		return this.mark;
	}

	boolean isStuck() {
		return this.stuck;
	}

	boolean isPaused() {
		return this.paused;
	}

	/**
	 * Tell whether it is durable that the run is paused.
	 */
	boolean isPauseKnown() {
		return this.pauseKnown;
	}

}
