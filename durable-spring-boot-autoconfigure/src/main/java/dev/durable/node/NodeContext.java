package dev.durable.node;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import dev.durable.engine.Environment;
import dev.durable.engine.RunIdentity;
import dev.durable.history.EventCodec;
import dev.durable.history.Terminal;
import dev.durable.store.Fence;
import dev.durable.store.Membership;
import dev.durable.store.NewRun;
import dev.durable.store.RunStart;
import dev.durable.store.Store;

/**
 * What the parts of a node share while it has one id: from joining until its fence is
 * lost or it leaves.
 */
final class NodeContext {

	private final NodeSettings settings;

	private final Store store;

	private final EventCodec codec;

	private final Environment environment;

	private final Registry registry;

	private final NodeExecutor executor;

	private final Ids ids;

	private final Results results;

	private final Instrumentation instrumentation;

	private final Runnable onLost;

	private final long nodeId;

	private final DatabaseClock clock;

	private final GroupCommit commits;

	private final ActivityRunner activities;

	private final RoutedAttempts routed;

	private final Neighbours neighbours;

	private final Asking asking;

	private final Answers answers;

	private final WakeUps wakeUps;

	private final Map<UUID, ResidentRun> residents = new ConcurrentHashMap<>();

	private volatile Runnable onOrphan = () -> {
	};

	private volatile boolean awaitsRoom;

	private volatile Runnable onHint = () -> {
	};

	private volatile BooleanSupplier drained = () -> false;

	private volatile long leaseRenewedNanos;

	private volatile boolean stopping;

	private final AtomicBoolean gone = new AtomicBoolean();

	NodeContext(NodeParts parts, Results results, Answers answers, Membership membership, Runnable onLost) {
		this.settings = parts.settings();
		this.store = parts.store();
		this.codec = parts.codec();
		this.environment = parts.environment();
		this.registry = parts.registry();
		this.executor = parts.executor();
		this.ids = parts.ids();
		this.instrumentation = parts.instrumentation();
		this.results = results;
		this.onLost = onLost;
		this.nodeId = membership.nodeId();
		this.clock = new DatabaseClock(this.executor::nanos, membership.now());
		this.leaseRenewedNanos = this.executor.nanos();
		this.commits = new GroupCommit(parts, this.clock, fence(NodeSettings.COMMIT_SLOT), this::lost);
		this.activities = new ActivityRunner(this);
		this.routed = new RoutedAttempts(this);
		this.neighbours = new Neighbours(this.executor, parts.hints());
		this.wakeUps = new WakeUps(this.executor, this.clock, this::hint);
		this.asking = new Asking(this);
		this.answers = answers;
	}

	Fence fence(int slot) {
		return new Fence(this.nodeId, slot);
	}

	Duration jitter(Duration wait, double share) {
		if (share <= 0) {
			return wait;
		}
		RandomGenerator random = this.ids.random();
		double factor = 1 + (random.nextDouble() * 2 - 1) * share;
		return Duration.ofMillis((long) (wait.toMillis() * factor));
	}

	/**
	 * The lease was renewed.
	 * @param asked when that was asked for: the answer may have taken its time, and the
	 * lease began before it came
	 */
	void renewed(long asked) {
		this.leaseRenewedNanos = asked;
		this.activities.pump();
	}

	/**
	 * Tell whether new work may begin: others may think that this node is gone when its
	 * lease is over.
	 */
	boolean isLeaseHeld() {
		return !isGone() && this.executor.nanos() - this.leaseRenewedNanos < this.settings.leaseDuration().toNanos();
	}

	/**
	 * Return the time since the lease was renewed last.
	 */
	Duration leaseAge() {
		return Duration.ofNanos(this.executor.nanos() - this.leaseRenewedNanos);
	}

	/**
	 * The fence is gone: nothing this node does counts any more. Several lanes may find
	 * that at once; one of them says so.
	 */
	void lost() {
		if (this.gone.compareAndSet(false, true)) {
			this.instrumentation.listener().leaseLost();
			this.onLost.run();
		}
	}

	/**
	 * Drop everything that is in memory under this id.
	 */
	void drop() {
		this.gone.set(true);
		this.activities.close();
		this.activities.interruptAll();
		this.executor.execute(Lane.COMMIT, this.commits::lose);
		this.residents.values().forEach(ResidentRun::nudge);
	}

	/**
	 * A run has closed and is durable so.
	 */
	void closed(ResidentRun run, Terminal terminal) {
		remove(run);
		if (!this.results.closed(run.runId(), terminal)) {
			this.neighbours.hint();
		}
	}

	void remove(ResidentRun run) {
		this.residents.remove(run.runId(), run);
		if (this.awaitsRoom && !isCrowded()) {
			this.awaitsRoom = false;
			hint();
		}
	}

	/**
	 * Say what to do when this node may own a run that is not in memory.
	 */
	void onOrphan(Runnable action) {
		this.onOrphan = action;
	}

	void orphaned() {
		this.onOrphan.run();
	}

	/**
	 * Say what to do when there may be runs to claim.
	 */
	void onHint(Runnable action) {
		this.onHint = action;
	}

	void hint() {
		this.onHint.run();
	}

	/**
	 * What was written may be for any node, this one among them.
	 */
	void hintAll() {
		hint();
		this.neighbours.hint();
	}

	/**
	 * Take a run into memory that was started together with something else, and is owned
	 * by this node.
	 */
	void adopt(RunStart start) {
		NewRun run = start.run();
		RunIdentity identity = new RunIdentity(run.workflowId(), run.runId(), run.firstRunId(), run.startedAt());
		ResidentRun resident = new ResidentRun(this, identity, run.type(), null);
		if (this.residents.putIfAbsent(run.runId(), resident) == null) {
			resident.nudge();
		}
	}

	/**
	 * Tell whether this node may own another run from its beginning.
	 * @param more how many it is going to own besides
	 */
	boolean mayOwn(String type, String queue, int more) {
		boolean room = this.settings.maxResident() == 0 || this.residents.size() + more < this.settings.maxResident();
		return room && maySucceed() && this.registry.workflows().containsKey(type)
				&& this.settings.queues().contains(queue);
	}

	/**
	 * Tell whether this node may own the run that takes the place of another one.
	 */
	boolean maySucceed() {
		return !isHandingOver() && isLeaseHeld();
	}

	void stopping() {
		this.stopping = true;
		handOver();
	}

	/**
	 * Ask all runs to leave.
	 */
	void handOver() {
		this.residents.values().forEach((run) -> run.tell(new Message.Park()));
	}

	/**
	 * Say what tells whether this node is drained.
	 */
	void drained(BooleanSupplier condition) {
		this.drained = condition;
	}

	boolean isDrained() {
		return this.drained.getAsBoolean();
	}

	/**
	 * Tell whether this node begins nothing new and frees its runs: it stops, or it is
	 * drained.
	 */
	boolean isHandingOver() {
		return this.stopping || isDrained();
	}

	boolean isGone() {
		return this.gone.get();
	}

	/**
	 * Tell whether a further run may be claimed. If not, a hint comes when there is room.
	 */
	boolean hasRoomOrAwaitsIt() {
		if (isFull()) {
			this.awaitsRoom = true;
		}
		return !isFull(); // once more, as the last one may have left before
	}

	private boolean isFull() {
		return this.settings.maxResident() > 0 && this.residents.size() >= this.settings.maxResident();
	}

	/**
	 * Tell whether so many runs are in memory that one which waits had better leave at
	 * once.
	 */
	boolean isCrowded() {
		return this.settings.maxResident() > 0 && 20L * this.residents.size() > 19L * this.settings.maxResident();
	}

	NodeSettings settings() {
		return this.settings;
	}

	Store store() {
		return this.store;
	}

	EventCodec codec() {
		return this.codec;
	}

	Environment environment() {
		return this.environment;
	}

	Registry registry() {
		return this.registry;
	}

	NodeExecutor executor() {
		return this.executor;
	}

	Ids ids() {
		return this.ids;
	}

	Instrumentation instrumentation() {
		return this.instrumentation;
	}

	NodeListener listener() {
		return this.instrumentation.listener();
	}

	long nodeId() {
		return this.nodeId;
	}

	DatabaseClock clock() {
		return this.clock;
	}

	WakeUps wakeUps() {
		return this.wakeUps;
	}

	GroupCommit commits() {
		return this.commits;
	}

	ActivityRunner activities() {
		return this.activities;
	}

	RoutedAttempts routed() {
		return this.routed;
	}

	Neighbours neighbours() {
		return this.neighbours;
	}

	Asking asking() {
		return this.asking;
	}

	Answers answers() {
		return this.answers;
	}

	Map<UUID, ResidentRun> residents() {
		return this.residents;
	}

}
