package dev.durable.node;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.BranchThreads;
import dev.durable.engine.Environment;
import dev.durable.history.EventCodec;
import dev.durable.store.StoreException;

/**
 * A process that runs one node: it can crash, and be paused and wake up again.
 */
final class SimulatedNode implements NodeExecutor {

	private static final Duration AWAIT_STEP = Duration.ofMillis(5);

	private final SimulatedWorld world;

	private final NodeSettings settings;

	private final Environment environment;

	private final EventCodec codec;

	private final long offset;

	/** How fast the clock of the machine is. */
	private double pace = 1;

	private Runnable onHint = () -> {
	};

	private final Set<SimulatedStrand> strands = new LinkedHashSet<>();

	private long pausedUntil;

	private boolean dead;

	Node node;

	SimulatedNode(SimulatedWorld world, NodeSettings settings, Environment environment, EventCodec codec) {
		this.world = world;
		this.settings = settings;
		this.environment = environment;
		this.codec = codec;
		this.offset = world.random.nextLong(1_000_000_000_000L);
	}

	/**
	 * Settings that differ from node to node, one in four without any run in memory
	 * between turns.
	 */
	static NodeSettings randomSettings(SplittableRandom random, String build) {
		boolean evicting = random.nextInt(4) == 0;
		return new NodeSettings("sim", build, Duration.ofSeconds(12), Duration.ofSeconds(4), Duration.ofSeconds(2),
				1 + random.nextInt(10), evicting ? 0 : 1 + random.nextInt(8), Duration.ofSeconds(1 + random.nextInt(6)),
				1 + random.nextInt(4), 2, Duration.ofSeconds(5), null, true, Set.of("default"),
				NodeSettings.TIMEOUT_GRACE, null);
	}

	/**
	 * Let the clock of the machine run faster or slower than that of the store.
	 */
	void pace(double factor) {
		this.pace = factor;
	}

	static BranchThreads threads() {
		return (name, body) -> SimulatedThreads.execute(body);
	}

	void start(Registry registry) {
		this.node = new Node(new NodeParts(this.settings, FaultyStore.of(this.world, this), new SimulatedHints(this),
				this.codec, this.environment, registry, CallerTransaction.NONE, this, this.world.ids,
				Instrumentation.NONE));
		execute(Lane.LEASE, this::tryStart);
	}

	void onHint(Runnable onHint) {
		this.onHint = onHint;
	}

	/**
	 * Give the other nodes a hint, which comes at any time or not at all.
	 */
	void hintOthers() {
		for (SimulatedNode other : this.world.nodes) {
			if (other != this && this.world.random.nextInt(4) > 0) {
				this.world.add(other, Duration.ofMillis(this.world.random.nextInt(200)), () -> other.onHint.run());
			}
		}
	}

	private void tryStart() {
		try {
			this.node.start();
		}
		catch (StoreException ex) {
			schedule(Lane.LEASE, Duration.ofSeconds(1), this::tryStart);
		}
	}

	String build() {
		return this.settings.buildId();
	}

	boolean isDead() {
		return this.dead;
	}

	long pausedUntil() {
		return this.pausedUntil;
	}

	/**
	 * The process stands still, and does not know.
	 */
	void pause(Duration duration) {
		this.pausedUntil = this.world.nanos() + duration.toNanos();
	}

	void wake() {
		this.pausedUntil = 0;
	}

	SimulatedCrash dies() {
		this.dead = true;
		return new SimulatedCrash();
	}

	/**
	 * The process ends. Its branch threads are freed, since they are really ours.
	 */
	void crash() {
		this.dead = true;
		this.world.removeSteps(this);
		this.world.nodes.remove(this);
		List.copyOf(this.strands).forEach(SimulatedStrand::end);
		if (this.node != null) {
			this.node.unwindAll();
		}
	}

	/**
	 * Let other steps happen before the calling activity goes on.
	 * @return whether the activity was interrupted in the meantime
	 */
	boolean linger(Duration duration) {
		SimulatedStrand strand = SimulatedStrand.current();
		this.world.add(this, duration, strand::goOn);
		boolean interrupted = strand.pause();
		if (this.dead) {
			throw new SimulatedCrash();
		}
		return interrupted;
	}

	/**
	 * Send a signal. The process may end before anything is sent; if it has the run in
	 * memory, it hands it the letter.
	 * @return whether it was sent
	 */
	boolean signal(String workflowId, HandlerCall signal) {
		try {
			this.node.signal(new Target(workflowId, null),
					signal.expecting(this.world.random.nextBoolean() ? SimulatedProgram.TYPE : null));
			return true;
		}
		catch (SimulatedCrash ex) {
			crash();
		}
		catch (IllegalStateException | StoreException | WorkflowNotFound ex) {
			// nothing was sent
		}
		return false;
	}

	@Override
	public void execute(Lane lane, Runnable step) {
		schedule(lane, Duration.ZERO, step);
	}

	@Override
	public Runnable schedule(Lane lane, Duration delay, Runnable step) {
		if (this.dead) {
			return () -> {
			};
		}
		return this.world.add(this, delay, (lane != Lane.ACTIVITY) ? step : () -> {
			SimulatedStrand strand = new SimulatedStrand(SimulatedThreads::execute, step);
			this.strands.add(strand);
			strand.whenDone(() -> this.strands.remove(strand));
			strand.goOn();
		});
	}

	/*
	 * An activity waits while other steps happen. There is one thread only for whatever
	 * else waits: it is told later, and goes on at once.
	 */
	@Override
	public void await(CompletableFuture<?> done) throws InterruptedException, ExecutionException {
		if (SimulatedStrand.current() == null) {
			return;
		}
		while (!done.isDone()) {
			if (linger(AWAIT_STEP)) {
				throw new InterruptedException();
			}
		}
		done.get();
	}

	@Override
	public long nanos() {
		return (long) (this.world.nanos() * this.pace) + this.offset;
	}

}
