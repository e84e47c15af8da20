package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * All that is known after a run, from the tables, the ledger, the driver and those who
 * made the faults.
 */
public final class World {

	final Duration lease;

	final Duration poll;

	final Duration grace;

	final List<Run> runs = new ArrayList<>();

	/** By run id, in the order of their positions. */
	final Map<String, List<Event>> histories = new TreeMap<>();

	final List<Letter> letters = new ArrayList<>();

	final List<Attempt> attempts = new ArrayList<>();

	final List<Effect> effects = new ArrayList<>();

	final List<String> orders = new ArrayList<>();

	final List<Message> messages = new ArrayList<>();

	final List<Witnessed> ledger = new ArrayList<>();

	final List<Note> notes = new ArrayList<>();

	final List<Blow> blows = new ArrayList<>();

	final List<Stay> stays = new ArrayList<>();

	World(Duration lease, Duration poll, Duration grace) {
		this.lease = lease;
		this.poll = poll;
		this.grace = grace;
	}

	List<Event> history(String runId) {
		return this.histories.getOrDefault(runId, List.of());
	}

	/**
	 * The runs of each workflow id, in the order of their starts.
	 */
	Map<String, List<Run>> byWorkflow() {
		Map<String, List<Run>> byWorkflow = new TreeMap<>();
		this.runs.stream()
			.sorted((one, other) -> one.startedAt().compareTo(other.startedAt()))
			.forEach((run) -> byWorkflow.computeIfAbsent(run.workflowId(), (id) -> new ArrayList<>()).add(run));
		return byWorkflow;
	}

	Map<String, List<Witnessed>> begins() {
		Map<String, List<Witnessed>> begins = new HashMap<>();
		this.ledger.stream()
			.filter((line) -> line.what().equals("BEGIN"))
			.forEach((line) -> begins.computeIfAbsent(line.call(), (call) -> new ArrayList<>()).add(line));
		return begins;
	}

	/*
	 * An activity is called by the id of its run and its own.
	 */
	private static String runOf(String call) {
		return call.substring(0, call.indexOf('/'));
	}

	/**
	 * A row of {@code durable_workflow}.
	 *
	 * @param runId the run
	 * @param workflowId its workflow id
	 * @param chain the first run of its chain
	 * @param openKey the workflow id as long as the run is open
	 * @param status its status
	 * @param stuckReason why it is stuck
	 * @param startedAt when it was started
	 * @param closedAt when it was closed
	 * @param child whether it has a parent
	 */
	record Run(String runId, String workflowId, String chain, @Nullable String openKey, String status,
			@Nullable String stuckReason, Instant startedAt, @Nullable Instant closedAt, boolean child) {
	}

	/**
	 * A row of {@code durable_history}.
	 *
	 * @param seq its position
	 * @param kind its kind
	 * @param at its time
	 * @param ref the position of the event that it refers to, or 0
	 * @param text what else counts, by kind
	 */
	record Event(long seq, String kind, Instant at, long ref, String text) {
	}

	/**
	 * A row of {@code durable_inbox}.
	 *
	 * @param chain to whom it is addressed
	 * @param kind its kind
	 * @param state its state
	 * @param text of a signal: its sender and number
	 */
	record Letter(String chain, String kind, String state, String text) {
	}

	/**
	 * A row of {@code durable_activity}.
	 *
	 * @param call the run and the activity
	 * @param attempt its attempt
	 * @param lastFailure its last failure
	 */
	record Attempt(String call, int attempt, @Nullable String lastFailure) {
	}

	/**
	 * A row that a transactional activity has written.
	 *
	 * @param call the run and the activity
	 * @param attempt which attempt has written it
	 * @param label what it is for
	 * @param node by which node process
	 * @param at when it was written
	 */
	record Effect(String call, int attempt, String label, String node, Instant at) {

		String runId() {
			return runOf(this.call);
		}

	}

	/**
	 * A row about a signal.
	 *
	 * @param workflowId the workflow id
	 * @param text its sender and number
	 */
	record Message(String workflowId, String text) {
	}

	/**
	 * A line of the ledger.
	 *
	 * @param at when it was written
	 * @param what {@code BEGIN} or {@code END}
	 * @param call the run and the activity
	 * @param attempt the attempt
	 * @param key the idempotency key
	 * @param fence the fencing token
	 * @param node the node process
	 * @param activity the name of the activity
	 */
	record Witnessed(Instant at, String what, String call, int attempt, String key, long fence, String node,
			String activity) {

		String runId() {
			return runOf(this.call);
		}

	}

	/**
	 * A line of the driver.
	 *
	 * @param at when it was written
	 * @param outcome what came out
	 * @param subject what it is about
	 * @param workflowId the workflow id
	 * @param key tells several of a workflow apart
	 * @param details what else is to be known
	 */
	record Note(Instant at, String outcome, String subject, String workflowId, String key, String details) {

		boolean is(String outcome, String subject) {
			return this.outcome.equals(outcome) && this.subject.equals(subject);
		}

	}

	/**
	 * A fault that has happened.
	 *
	 * @param kind its kind
	 * @param begin when it began
	 * @param end when its cause was gone
	 * @param nodes the node processes that it has hit, empty for all
	 */
	record Blow(String kind, Instant begin, Instant end, List<String> nodes) {

		boolean hits(String node) {
			return this.nodes.isEmpty() || this.nodes.contains(node);
		}

	}

	/**
	 * How long a node was a member, as somebody saw who looked at the table.
	 *
	 * @param id its id
	 * @param node the name of its process
	 * @param from when it was first seen
	 * @param gone when it was first missed, or null
	 */
	record Stay(long id, String node, Instant from, @Nullable Instant gone) {

		Optional<Instant> end() {
			return Optional.ofNullable(this.gone);
		}

	}

}
