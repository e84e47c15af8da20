package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.history.Admission;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;

/**
 * One workflow of a simulation: what it does, and what is done to it.
 */
final class SimulatedScript {

	final String id;

	final List<Integer> steps;

	final int signals;

	/** How many runs fail before one does not. */
	final int failures;

	final Duration timeout;

	final Duration startDelay;

	final int pauses;

	final int resets;

	final int updates;

	final boolean terminated;

	final boolean cancelled;

	final boolean restarted;

	/** The limit that it shares with other programs, or null. */
	final ConcurrencyLimit limit;

	SimulatedNode asked;

	/** The first run of the chain that signals and orders were sent to. */
	UUID steered;

	/** A start that was repeated has made a second run, when the first had closed. */
	boolean startedTwice;

	/** Signals that were accepted, by name and number. */
	final List<String> accepted = new ArrayList<>();

	/** What was answered to each update. */
	final Map<Integer, List<String>> answers = new HashMap<>();

	final Map<Integer, CompletableFuture<Payload>> waiting = new HashMap<>();

	SimulatedScript(String id, SplittableRandom random, int length) {
		this.id = id;
		this.steps = SimulatedWorkflow.script(random, length);
		boolean failing = random.nextInt(8) == 0;
		this.restarted = !failing && random.nextInt(10) == 0;
		this.failures = failing ? 1 + random.nextInt(2) : 0;
		this.timeout = (random.nextInt(8) == 0) ? Duration.ofMillis(1 + random.nextInt(20_000)) : null;
		this.startDelay = (random.nextInt(8) == 0) ? Duration.ofMillis(random.nextInt(6_000)) : Duration.ZERO;
		this.pauses = (random.nextInt(4) == 0) ? 1 + random.nextInt(3) : 0;
		this.resets = (!failing && random.nextInt(6) == 0) ? 1 + random.nextInt(2) : 0;
		this.updates = random.nextInt(3);
		this.terminated = random.nextInt(10) == 0;
		this.cancelled = random.nextInt(10) == 0;
		// what goes on after such an end would wait for signals that were too late for it
		boolean missed = this.resets > 0 && (this.terminated || this.cancelled || this.timeout != null);
		int max = 1 + random.nextInt(2);
		this.limit = (random.nextInt(3) == 0) ? new ConcurrencyLimit("at most " + max, max) : null;
		this.signals = (failing || this.restarted || missed) ? 0 : random.nextInt(4);
	}

	/**
	 * Tell whether the workflow can only end well.
	 */
	boolean isUndisturbed() {
		return this.timeout == null && !this.terminated && !this.cancelled && !this.isReplaced();
	}

	/**
	 * Tell whether there may be a run of another chain under the same id.
	 */
	boolean isReplaced() {
		return this.restarted || this.startedTwice;
	}

	StartRequest request(PayloadConverter converter, WorkflowIdConflictPolicy policy) {
		Payload arguments = converter
			.writeArguments(new Object[] { this.steps, this.signals, this.failures, 0, List.of(), List.of() });
		RetrySettings retry = (this.failures > 0) ? new RetrySettings(Duration.ofSeconds(1), 2.0, Duration.ofSeconds(3),
				this.failures + 1, List.of(), 0.2) : null;
		StartDetails none = StartDetails.NONE;
		StartDetails details = new StartDetails(1, none.queue(), null, null, this.timeout, retry, null, Map.of(),
				Map.of(), Map.of(), null, Admission.of(this.limit));
		return new StartRequest(this.id, "Program", arguments, policy, WorkflowIdReusePolicy.ALLOW_DUPLICATE,
				this.startDelay, details);
	}

	@Override
	public String toString() {
		return this.id + " " + this.steps + " signals " + this.signals + " failures " + this.failures + " timeout "
				+ this.timeout + " delay " + this.startDelay + " pauses " + this.pauses + " resets " + this.resets
				+ " updates " + this.updates + (this.terminated ? " terminated" : "")
				+ (this.cancelled ? " cancelled" : "") + (this.restarted ? " restarted" : "") + " limit " + this.limit;
	}

}
