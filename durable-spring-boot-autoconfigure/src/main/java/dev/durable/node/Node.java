package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.Membership;
import dev.durable.store.NodeRegistration;
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

	private static final Duration START_WAIT = Duration.ofSeconds(30);

	private static final Duration REJOIN_WAIT = Duration.ofSeconds(1);

	private static final int NAMED_MAX = 5;

	private static final Duration IDLE_LOOK = Duration.ofMillis(20);

	private final NodeParts parts;

	private final ProcessNodes processNodes;

	private final Drain drain = new Drain();

	private final Results results = new Results();

	private final Answers answers = new Answers();

	private final Queries queries;

	private final Descriptions descriptions;

	private final Inspection inspection;

	private final Caller caller;

	private final Starts starts;

	private final Steering steering;

	private final Updates updates;

	private final Operations operations;

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private volatile @Nullable NodeContext current;

	private volatile @Nullable Loops loops;

	/** Held while {@link #current} is made and while it is decided to stop. */
	private final Object installing = new Object();

	private volatile boolean stopping;

	/** Whether a new id is on its way: who stops waits for it, so that it can leave. */
	private volatile boolean joining;

	/**
	 * Create a node, which does nothing before it is {@link #start started}.
	 * @param parts what it is made of
	 */
	public Node(NodeParts parts) {
		this.parts = parts;
		this.processNodes = new ProcessNodes(parts.settings().exclusiveStore());
		this.descriptions = new Descriptions(parts.store(), parts.codec(), parts.environment().converter());
		this.inspection = new Inspection(parts, this.descriptions);
		this.caller = new Caller(parts, () -> this.current);
		this.starts = new Starts(this.caller);
		this.steering = new Steering(this.caller, this.starts);
		this.updates = new Updates(this.caller, this.starts, this.answers);
		this.operations = new Operations(this.caller);
		this.queries = new Queries(parts.store(), parts.codec(), parts.environment(), parts.registry(),
				parts.instrumentation().listener());
	}

	/**
	 * Join and begin to work.
	 * @throws StoreException if the store cannot be reached; may be called again
	 */
	public void start() {
		NodeSettings settings = this.parts.settings();
		Membership membership = this.parts.store()
			.join(new NodeRegistration(settings.name(), settings.buildId(), this.parts.registry().workflows().keySet(),
					settings.queues(), NodeSettings.ATTEMPT_SLOT + settings.transactionalSlots()),
					settings.leaseDuration());
		this.processNodes.joined(membership.nodeId());
		List<Long> dead = this.processNodes.expireDead(this.parts.store(), membership.nodeId());
		if (!begin(membership, dead)) {
			sayThatItLeaves(membership.nodeId());
		}
	}

	/*
	 * Returns false if this node was told to stop while it joined: whoever stops it knows
	 * nothing of this id.
	 */
	private boolean begin(Membership membership, List<Long> dead) {
		synchronized (this.installing) {
			if (this.stopping) {
				return false;
			}
			NodeContext context = new NodeContext(this.parts, this.results, this.answers, membership, this::onLost);
			context.drained(this.drain::isOn);
			this.current = context;
			Poller polling = new Poller(context, this.results, this.answers);
			context.onOrphan(polling::adoptOwned);
			context.onHint(polling::hint);
			this.parts.hints().listen(() -> {
				context.neighbours().seen(true);
				polling.hintByOthers();
			});
			Loops working = Loops.of(context, polling);
			this.loops = working;
			working.start(context.routed(), dead);
			context.neighbours().hint();
		}
		logger.info("Node {} ({}) has joined with build {} and workflow types {}", membership.nodeId(),
				this.parts.settings().name(), this.parts.settings().buildId(),
				this.parts.registry().workflows().keySet());
		return true;
	}

	/**
	 * Say how this node is.
	 * @return its status now
	 */
	public NodeStatus status() {
		NodeContext context = this.current;
		return new NodeReport(this.parts).of(state(context), context, poller());
	}

	/**
	 * Look at runs and nodes for operators.
	 * @return what looks
	 */
	public Inspection inspection() {
		return this.inspection;
	}

	private NodeStatus.State state(@Nullable NodeContext context) {
		if (this.stopping) {
			return NodeStatus.State.STOPPING;
		}
		if (context == null) {
			return NodeStatus.State.STARTING;
		}
		return context.isGone() ? NodeStatus.State.REJOINING : this.drain.state(context, poller());
	}

	/**
	 * Take no more work, from now on until {@link #takeWork}: claim no runs, own none
	 * that is started, begin no attempts, take none from queues; and free the runs that
	 * are here, each as soon as its running activities have ended, so that other nodes
	 * take them. Callers are served as before, and the lease is kept. Does nothing if it
	 * is so already.
	 */
	public void drain() {
		this.drain.begin(this.current, poller());
	}

	/**
	 * Take work again after {@link #drain}. Does nothing if this node takes work.
	 */
	public void takeWork() {
		this.drain.end(this.current);
	}

	/**
	 * Begin to leave in good order: claim nothing more, begin no more attempts, let turns
	 * and running activities finish within the grace period, then free all runs. What is
	 * cut off counts as lost.
	 * @return completed when the node has left
	 */
	public CompletableFuture<Void> stop() {
		NodeContext context;
		synchronized (this.installing) {
			context = this.current;
			if (this.stopping || context == null) {
				this.stopped.complete(null);
				return this.stopped;
			}
			this.stopping = true;
		}
		closeLoops(false);
		context.activities().close();
		context.stopping();
		long deadline = this.parts.executor().nanos() + this.parts.settings().shutdownGrace().toNanos();
		leaveWhenIdle(context, deadline);
		return this.stopped;
	}

	private void leaveWhenIdle(NodeContext context, long deadline) {
		boolean over = this.parts.executor().nanos() - deadline >= 0;
		boolean idle = context.isGone() || (context.residents().isEmpty() && context.routed().isIdle());
		if (over || (idle && !this.joining)) {
			if (over && !context.residents().isEmpty()) {
				logger.warn(
						"Node {} leaves although the activities of {} runs have not ended within {}, for example of {}",
						context.nodeId(), context.residents().size(), this.parts.settings().shutdownGrace(),
						context.residents().values().stream().limit(NAMED_MAX).toList());
			}
			leave(context);
		}
		else {
			context.routed().taker().settle();
			this.parts.executor().schedule(Lane.LEASE, IDLE_LOOK, () -> leaveWhenIdle(context, deadline));
		}
	}

	private void leave(NodeContext context) {
		closeLoops(true);
		context.drop();
		sayThatItLeaves(context.nodeId());
		this.results.stopped();
		this.answers.stopped();
		this.stopped.complete(null);
	}

	private void sayThatItLeaves(long nodeId) {
		try {
			this.parts.store().leave(nodeId);
			this.parts.store().handOver(nodeId);
			this.parts.hints().send();
		}
		catch (StoreException ex) {
			logger.warn("Node {} could not say that it leaves; others take over when its lease is over", nodeId, ex);
		}
		this.processNodes.left(nodeId);
		logger.info("Node {} has left", nodeId);
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

	private @Nullable Poller poller() {
		Loops working = this.loops;
		return (working != null) ? working.poller() : null;
	}

	private void closeLoops(boolean leaseToo) {
		Loops working = this.loops;
		if (working != null) {
			working.close(leaseToo);
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
		this.processNodes.left(context.nodeId());
		this.parts.executor().execute(Lane.LEASE, this::rejoin);
	}

	private void rejoin() {
		synchronized (this.installing) {
			if (this.stopping) {
				return;
			}
			this.joining = true;
		}
		try {
			start();
		}
		catch (RuntimeException ex) {
			logger.warn("This node could not join again yet: {}", ex.toString());
			this.parts.executor().schedule(Lane.LEASE, REJOIN_WAIT, this::rejoin);
		}
		finally {
			this.joining = false;
		}
	}

	@Override
	public StartedRun start(StartRequest request) {
		try {
			return await(startAsync(request));
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new StoreException("No start", ex);
		}
		catch (TimeoutException ex) {
			throw new StoreUnavailableException(
					Starts.notHeard(request.workflowId(), "the store has not taken it in time"), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(Starts.notHeard(request.workflowId(), "the wait was interrupted"), ex);
		}
	}

	/*
	 * Who waits when the store fails need not wait until it is back.
	 */
	private StartedRun await(CompletableFuture<StartedRun> started)
			throws InterruptedException, ExecutionException, TimeoutException {
		for (long left = START_WAIT.toSeconds(); true; left--) {
			try {
				return started.get(1, TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				NodeContext context = this.current;
				if (left <= 1 || (context != null && context.commits().isUnavailable())) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Start a run without waiting for it to be durable.
	 */
	CompletableFuture<StartedRun> startAsync(StartRequest request) {
		this.caller.writes("start", "call the injected workflow bean, or let an activity start it");
		return this.starts.start(request);
	}

	@Override
	public StartedRun signalWithStart(StartRequest request, HandlerCall signal) {
		return this.steering.signalWithStart(request, signal);
	}

	@Override
	public void signal(Target target, HandlerCall signal) {
		this.steering.signal(target, signal);
	}

	@Override
	public CompletableFuture<Payload> update(Target target, HandlerCall update) {
		return this.updates.update(target, update);
	}

	@Override
	public CompletableFuture<Payload> updateWithStart(StartRequest request, HandlerCall update) {
		return this.updates.updateWithStart(request, update);
	}

	@Override
	public void cancel(Target target, @Nullable String reason) {
		this.steering.cancel(target, reason);
	}

	@Override
	public void terminate(Target target, String reason) {
		this.steering.terminate(target, reason);
	}

	@Override
	public void pause(Target target) {
		this.steering.pause(target);
	}

	@Override
	public void resume(Target target) {
		this.steering.resume(target);
	}

	@Override
	public UUID reset(Target target, long toSeq, String reason) {
		return this.operations.reset(target, toSeq, reason);
	}

	@Override
	public UUID retry(Target target) {
		return this.operations.retry(target);
	}

	@Override
	public void delete(Target target) {
		this.operations.delete(target);
	}

	@Override
	public void completeActivity(String token, Payload result) {
		this.steering.completeActivity(token, result);
	}

	@Override
	public void failActivity(String token, ThrownFailure failure) {
		this.steering.failActivity(token, failure);
	}

	@Override
	public void heartbeatActivity(String token, Payload details) {
		this.steering.heartbeatActivity(token, details);
	}

	@Override
	public List<DeadLetter> deadLetters(String workflowId) {
		return this.steering.deadLetters(workflowId);
	}

	@Override
	public void redeliver(String deadLetterId) {
		this.steering.redeliver(deadLetterId);
	}

	/**
	 * A letter for a run has been committed, here or elsewhere.
	 */
	void letterSent(UUID runId) {
		this.caller.letterSent(runId);
	}

	@Override
	public Payload query(UUID runId, String name, Payload arguments) {
		Caller.refuseInsideWorkflow("query", "read the fields of the workflow itself");
		return this.queries.query(runId, name, arguments);
	}

	@Override
	public CompletableFuture<Terminal> result(UUID runId) {
		return result(runId, false);
	}

	@Override
	public CompletableFuture<Terminal> resultOfKnown(UUID runId) {
		return result(runId, true);
	}

	private CompletableFuture<Terminal> result(UUID runId, boolean known) {
		Caller.refuseInsideWorkflow("result", "call the injected workflow bean, which waits for its result");
		CompletableFuture<Terminal> future = this.results.await(runId, known);
		NodeContext context = this.current;
		Poller polling = poller();
		if (polling != null && context != null && !context.residents().containsKey(runId)) {
			polling.awaited(runId);
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
		return this.descriptions.describe(runId);
	}

	@Override
	public List<Recorded> history(UUID runId) {
		return Loading.decode(Queries.history(this.parts.store(), runId), this.parts.codec());
	}

	@Override
	public List<WorkflowDescription> list(WorkflowQuery query) {
		return this.descriptions.list(query);
	}

}
