package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.WorkflowContext;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.engine.Invocable;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.IdTakenException;
import dev.durable.store.Membership;
import dev.durable.store.NewRun;
import dev.durable.store.NodeRegistration;
import dev.durable.store.NodeRow;
import dev.durable.store.RunRow;
import dev.durable.store.StoreException;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the application, as the others see it: it joins the nodes on the store,
 * runs workflows and activities, and leaves in good order. If it is expired by others it
 * drops what it has in memory and joins again under a new id.
 */
public final class Node implements WorkflowService {

	private static final Logger logger = LoggerFactory.getLogger(Node.class);

	private static final Set<Long> JOINED_IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

	private static final Duration START_WAIT = Duration.ofSeconds(30);

	private static final Duration REJOIN_WAIT = Duration.ofSeconds(1);

	private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

	private final NodeParts parts;

	private final CallerTransaction callerTransaction;

	private final Results results = new Results();

	private final Queries queries;

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private volatile @Nullable NodeContext current;

	private volatile @Nullable Poller poller;

	private volatile @Nullable Lease lease;

	private volatile boolean stopping;

	/**
	 * Create a node, which does nothing before it is {@link #start started}.
	 * @param parts what it is made of
	 */
	public Node(NodeParts parts) {
		this.parts = parts;
		this.callerTransaction = parts.callerTransaction();
		this.queries = new Queries(parts.store(), parts.codec(), parts.environment(), parts.registry());
	}

	/**
	 * Join and begin to work.
	 * @throws StoreException if the store cannot be reached; may be called again
	 */
	public void start() {
		NodeSettings settings = this.parts.settings();
		Membership membership = this.parts.store()
			.join(new NodeRegistration(settings.name(), settings.buildId(), this.parts.registry().workflows().keySet(),
					NodeSettings.ATTEMPT_SLOT + settings.transactionalSlots()), settings.leaseDuration());
		JOINED_IN_THIS_PROCESS.add(membership.nodeId());
		if (settings.exclusiveStore()) {
			expireDeadProcesses(membership.nodeId());
		}
		NodeContext context = new NodeContext(this.parts, this.results, membership, this::onLost);
		this.current = context;
		Poller polling = new Poller(context, this.results);
		context.onOrphan(polling::adoptOwned);
		this.poller = polling;
		Lease renewing = new Lease(context, polling::hint);
		this.lease = renewing;
		renewing.start();
		polling.start();
		logger.info("Node {} ({}) has joined with build {} and workflow types {}", membership.nodeId(), settings.name(),
				settings.buildId(), this.parts.registry().workflows().keySet());
	}

	/*
	 * The lock of the store's file proves that no other process uses it, so nobody needs
	 * to wait for the leases of nodes that this process has not joined.
	 */
	private void expireDeadProcesses(long self) {
		for (NodeRow other : this.parts.store().nodes()) {
			if (other.nodeId() != self && !JOINED_IN_THIS_PROCESS.contains(other.nodeId())) {
				this.parts.store().leave(other.nodeId());
				int freed = this.parts.store().release(other.nodeId());
				logger.info("Node {} ended with its process; its {} runs are free", other.nodeId(), freed);
			}
		}
	}

	/**
	 * Begin to leave in good order: claim nothing more, begin no more attempts, let turns
	 * and running activities finish within the grace period, then free all runs. What is
	 * cut off counts as lost.
	 * @return completed when the node has left
	 */
	public CompletableFuture<Void> stop() {
		NodeContext context = this.current;
		if (this.stopping || context == null) {
			this.stopped.complete(null);
			return this.stopped;
		}
		this.stopping = true;
		closeLoops(false);
		context.activities().close();
		context.stopping();
		long deadline = this.parts.executor().nanos() + this.parts.settings().shutdownGrace().toNanos();
		drain(context, deadline);
		return this.stopped;
	}

	private void drain(NodeContext context, long deadline) {
		boolean over = this.parts.executor().nanos() - deadline >= 0;
		if (context.residents().isEmpty() || over || context.isGone()) {
			leave(context);
		}
		else {
			this.parts.executor().schedule(Lane.LEASE, DRAIN_LOOK, () -> drain(context, deadline));
		}
	}

	private void leave(NodeContext context) {
		closeLoops(true);
		context.drop();
		try {
			this.parts.store().leave(context.nodeId());
			this.parts.store().release(context.nodeId());
		}
		catch (StoreException ex) {
			logger.warn("Node {} could not say that it leaves; others take over when its lease is over",
					context.nodeId(), ex);
		}
		JOINED_IN_THIS_PROCESS.remove(context.nodeId());
		this.results.stopped();
		this.stopped.complete(null);
		logger.info("Node {} has left", context.nodeId());
	}

	/**
	 * Free the threads of all runs in memory, without any other trace, as the end of a
	 * process would.
	 */
	void unwindAll() {
		NodeContext context = this.current;
		if (context != null) {
			context.residents().values().forEach(ResidentRun::unwind);
		}
	}

	private void closeLoops(boolean leaseToo) {
		Poller polling = this.poller;
		Lease renewing = this.lease;
		if (polling != null) {
			polling.close();
		}
		if (renewing != null && leaseToo) {
			renewing.close();
		}
	}

	/*
	 * Others have expired this node. Whatever it has in memory belongs to others now.
	 */
	private void onLost() {
		NodeContext context = this.current;
		if (context == null) {
			return;
		}
		logger.warn("Node {} was expired by others; it drops {} runs and joins again", context.nodeId(),
				context.residents().size());
		closeLoops(true);
		context.drop();
		JOINED_IN_THIS_PROCESS.remove(context.nodeId());
		this.parts.executor().execute(Lane.LEASE, this::rejoin);
	}

	private void rejoin() {
		if (this.stopping) {
			return;
		}
		try {
			start();
		}
		catch (RuntimeException ex) {
			logger.warn("This node could not join again yet: {}", ex.toString());
			this.parts.executor().schedule(Lane.LEASE, REJOIN_WAIT, this::rejoin);
		}
	}

	@Override
	public StartedRun start(StartRequest request) {
		try {
			return startAsync(request).get(START_WAIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new StoreException("No start", ex);
		}
		catch (TimeoutException ex) {
			throw new StoreUnavailableException(notHeard(request.workflowId(), "not durable after " + START_WAIT), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(notHeard(request.workflowId(), "the wait was interrupted"), ex);
		}
	}

	/**
	 * Start a run without waiting for it to be durable.
	 */
	CompletableFuture<StartedRun> startAsync(StartRequest request) {
		refuseInsideWorkflow("start", "let an activity start it");
		NodeContext context = context();
		UUID runId = this.parts.ids().next();
		Instant now = context.clock().now();
		Incoming.WorkflowStarted started = new Incoming.WorkflowStarted(Run.GRAMMAR, this.parts.ids().nextLong(),
				request.type(), request.arguments());
		WorkflowType type = this.parts.registry().workflows().get(request.type());
		CompletableFuture<Boolean> begun;
		if (this.callerTransaction.isActive() || type == null || this.stopping || context.isFull()
				|| !context.isLeaseHeld()) {
			refuseReadOnly("start");
			begun = CompletableFuture.completedFuture(insert(request, runId, now, started));
		}
		else {
			begun = begin(context, new RunIdentity(request.workflowId(), runId, runId, now), type, started);
		}
		return begun.thenCompose((isNew) -> isNew
				? CompletableFuture.completedFuture(new StartedRun(request.workflowId(), runId)) : existing(request));
	}

	private boolean insert(StartRequest request, UUID runId, Instant now, Incoming.WorkflowStarted started) {
		try {
			this.parts.store()
				.start(new NewRun(runId, request.workflowId(), runId, request.type(), this.parts.settings().buildId(),
						now), Unit.row(new Recorded(1, now, started), this.parts.codec()));
		}
		catch (IdTakenException ex) {
			return false;
		}
		this.callerTransaction.afterCommit(this::hint);
		return true;
	}

	/*
	 * The first turn runs at once and is committed together with the start.
	 */
	private static CompletableFuture<Boolean> begin(NodeContext context, RunIdentity identity, WorkflowType type,
			Incoming.WorkflowStarted started) {
		CompletableFuture<CommitOutcome> durable = new CompletableFuture<>();
		ResidentRun run = new ResidentRun(context, identity, type);
		context.residents().put(identity.runId(), run);
		run.tell(new Message.Start(started, durable));
		return durable.thenApply((outcome) -> switch (outcome) {
			case DURABLE -> true;
			case ID_TAKEN -> false;
			case NODE_LOST -> throw new StoreUnavailableException(
					notHeard(identity.workflowId(), "this node was expired by others meanwhile"), null);
			default -> throw new StoreException("Workflow '" + identity.workflowId()
					+ "' was not started: the store cannot take it (" + outcome + ")", null);
		});
	}

	private static String notHeard(String workflowId, String why) {
		return "Workflow '" + workflowId + "' may or may not have been started: " + why
				+ ". Start it again with the same id: that yields the same run if it was.";
	}

	/*
	 * The run that had the id may have closed in the meantime: then the id is free, and
	 * whoever wants to join it wants to start it.
	 */
	private CompletableFuture<StartedRun> existing(StartRequest request) {
		String id = request.workflowId();
		RunRow row = this.parts.store().find(id).orElse(null);
		if (request.conflictPolicy() != WorkflowIdConflictPolicy.USE_EXISTING || row == null) {
			throw new WorkflowAlreadyStarted(id,
					(row != null) ? row.runId().toString() : "of a transaction that has not committed yet");
		}
		return row.status().isClosed() ? startAsync(request)
				: CompletableFuture.completedFuture(new StartedRun(id, row.runId()));
	}

	@Override
	public void signal(String workflowId, String name, Payload arguments) {
		refuseInsideWorkflow("signal", "keep to activities and state of the run itself");
		refuseReadOnly("signal");
		RunRow row = this.parts.store().find(workflowId).orElseThrow(() -> WorkflowNotFound.none(workflowId));
		WorkflowType type = this.parts.registry().workflows().get(row.type());
		if (type != null) {
			check(type, name, arguments);
		}
		UUID runId = this.parts.store()
			.signal(workflowId, name, arguments.json())
			.orElseThrow(() -> WorkflowNotFound.closed(workflowId));
		this.callerTransaction.afterCommit(() -> letterSent(runId));
	}

	private void check(WorkflowType type, String name, Payload arguments) {
		Invocable handler = type.signals().get(name);
		if (handler == null) {
			throw new IllegalArgumentException("Workflow type '" + type.name() + "' has no signal '" + name
					+ "'; it has " + type.signals().keySet().stream().sorted().toList());
		}
		try {
			this.parts.environment().converter().readArguments(arguments, handler.parameterTypes());
		}
		catch (UnreadableException ex) {
			throw new IllegalArgumentException(
					"The arguments do not fit signal '" + name + "' of workflow type '" + type.name()
							+ "', which takes " + Arrays.toString(handler.parameterTypes()) + ": " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * A letter for a run has been committed, here or elsewhere.
	 */
	void letterSent(UUID runId) {
		NodeContext context = this.current;
		ResidentRun run = (context != null) ? context.residents().get(runId) : null;
		if (run != null) {
			run.lettersArrived();
		}
		else {
			hint();
		}
	}

	@Override
	public Payload query(UUID runId, String name, Payload arguments) {
		refuseInsideWorkflow("query", "read the fields of the workflow itself");
		return this.queries.query(runId, name, arguments);
	}

	@Override
	public CompletableFuture<Terminal> result(UUID runId) {
		refuseInsideWorkflow("result", "call the injected workflow bean, which waits for its result");
		CompletableFuture<Terminal> future = this.results.await(runId);
		NodeContext context = this.current;
		if (context == null || !context.residents().containsKey(runId)) {
			hint();
		}
		return future;
	}

	@Override
	public Optional<RunRow> find(String workflowId) {
		return this.parts.store().find(workflowId);
	}

	@Override
	public Optional<RunRow> find(UUID runId) {
		return this.parts.store().run(runId);
	}

	@Override
	public WorkflowDescription describe(UUID runId) {
		RunRow row = this.parts.store().run(runId).orElseThrow(() -> WorkflowNotFound.none(runId.toString()));
		return Description.of(row, history(runId), this.parts.store().activities(runId));
	}

	@Override
	public List<Recorded> history(UUID runId) {
		return Loading.decode(Queries.history(this.parts.store(), runId), this.parts.codec());
	}

	@Override
	public List<WorkflowDescription> list(WorkflowQuery query) {
		return this.parts.store().list(query).stream().<WorkflowDescription>map(Description::of).toList();
	}

	private void hint() {
		Poller polling = this.poller;
		if (polling != null) {
			polling.hint();
		}
	}

	private NodeContext context() {
		NodeContext context = this.current;
		if (context == null) {
			throw new IllegalStateException("This node has not joined yet: workflows can be started once the"
					+ " application context has started, for example from an ApplicationRunner.");
		}
		return context;
	}

	private void refuseReadOnly(String operation) {
		if (this.callerTransaction.isActive() && this.callerTransaction.isReadOnly()) {
			throw new IllegalStateException("'" + operation + "' was called in a read-only transaction, which cannot"
					+ " record it. Call it from a transaction that may write, or from none.");
		}
	}

	private static void refuseInsideWorkflow(String operation, String instead) {
		if (WorkflowContext.current() != null) {
			throw new IllegalStateException("The workflow client was called ('" + operation
					+ "') inside workflow code, where it would be repeated on replay. Call it from an activity, or "
					+ instead + ".");
		}
	}

}
