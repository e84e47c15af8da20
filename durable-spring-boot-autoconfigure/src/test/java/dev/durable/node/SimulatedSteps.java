package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.Promise;
import dev.durable.RetryState;
import dev.durable.TimeoutFailure;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.engine.ActivityType;
import dev.durable.engine.ChildCall;
import dev.durable.engine.RunContext;
import dev.durable.history.Admission;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;

/**
 * Further steps of {@link SimulatedWorkflow}: what keeps branches apart, promises that
 * are made of others, activities that are given up, and children that take several runs.
 */
final class SimulatedSteps {

	/** The number of the first of these steps. */
	static final int FIRST = 40;

	/** How many there are. */
	static final int COUNT = 12;

	private static final int BRANCHES = 3;

	private SimulatedSteps() {
	}

	static String expected(int kind, int place) {
		return switch (kind - FIRST) {
			case 0 -> "plain" + place + ",second,third,plain" + place;
			case 1 -> "empty,true,false,offered,empty";
			case 2 -> "false,[0, 1, 2]";
			case 3 -> "false,[0, 1, 2]";
			case 4 -> "plain" + place + "!";
			case 5 -> "given up";
			case 6 -> "abandoned";
			case 7, 8 -> "declined" + place;
			case 9 -> "heard";
			case 10 -> "refused";
			default -> "chained" + place;
		};
	}

	static String run(int kind, int place) {
		return switch (kind - FIRST) {
			case 0 -> queued(place);
			case 1 -> offered();
			case 2 -> locked(place);
			case 3 -> permitted(place);
			case 4 -> derived(place);
			case 5 -> givenUp(place);
			case 6 -> abandoned(place);
			case 7 -> declined(SimulatedProgram.DECLINED, place);
			case 8 -> declined(SimulatedProgram.DECLINED_LATER, place);
			case 9 -> heard(place);
			case 10 -> refused();
			default -> chained(place);
		};
	}

	private static String plain(int place) {
		return SimulatedWorkflow.call(SimulatedProgram.PLAIN, place);
	}

	/*
	 * There is room for one, so the third has to wait until the second is taken.
	 */
	private static String queued(int place) {
		DurableQueue<String> queue = Durable.queue(1);
		Promise<Void> producer = Durable.async(() -> {
			queue.put(plain(place));
			queue.put("second");
			queue.put("third");
			queue.put(plain(place));
		});
		String taken = String.join(",", queue.take(), queue.take(), queue.take(), queue.take());
		producer.get();
		return taken;
	}

	/*
	 * Who has given up waiting must not get a value, nor leave one.
	 */
	private static String offered() {
		DurableQueue<String> queue = Durable.queue(1);
		String before = queue.poll().orElse("empty");
		SimulatedWorkflow.cancel(queue::take);
		String offers = queue.offer("offered") + "," + queue.offer("refused");
		SimulatedWorkflow.cancel(() -> queue.put("given up"));
		return before + "," + offers + "," + queue.take() + "," + queue.poll().orElse("empty");
	}

	/*
	 * The lock is held until all have come, and goes to them in that order.
	 */
	private static String locked(int place) {
		DurableLock lock = Durable.lock();
		lock.lock();
		boolean taken = Durable.async(() -> lock.tryLock(Duration.ofMillis(100))).get();
		Passage passage = new Passage(1);
		List<Promise<Void>> branches = branches((branch) -> {
			lock.lock();
			lock.lock();
			passage.through(branch, 1, place);
			lock.unlock();
			lock.unlock();
		});
		SimulatedWorkflow.cancel(lock::lock);
		lock.unlock();
		Durable.all(branches).get();
		return taken + "," + passage.entered;
	}

	/*
	 * The second wants all permits, and the third must not pass it.
	 */
	private static String permitted(int place) {
		DurableSemaphore semaphore = Durable.semaphore(2);
		boolean taken = semaphore.tryAcquire(3, Duration.ofMillis(100));
		SimulatedWorkflow.cancel(() -> semaphore.acquire(3));
		Passage passage = new Passage(2);
		Durable.all(branches((branch) -> {
			int permits = 1 + branch % 2;
			semaphore.acquire(permits);
			passage.through(branch, permits, place);
			semaphore.release(permits);
		})).get();
		return taken + "," + passage.entered;
	}

	private static List<Promise<Void>> branches(IntConsumer body) {
		List<Promise<Void>> branches = new ArrayList<>();
		for (int i = 0; i < BRANCHES; i++) {
			int branch = i;
			branches.add(Durable.async(() -> body.accept(branch)));
		}
		return branches;
	}

	private static String derived(int place) {
		Promise<String> flat = Durable.async(() -> plain(place)).map((text) -> text + "!").flatMap((text) -> {
			Durable.sleep(Duration.ofMillis(10));
			return Durable.async(() -> text);
		});
		Promise<String> failed = flat.map((text) -> {
			throw new IllegalArgumentException(text);
		});
		String caught = failed.exceptionally(Throwable::getMessage).get();
		try {
			Durable.async(() -> Durable.sleep(Duration.ofHours(1))).get(Duration.ofSeconds(1));
			return "too long";
		}
		catch (TimeoutFailure ex) {
			return caught;
		}
	}

	private static String givenUp(int place) {
		try {
			return SimulatedWorkflow.call(SimulatedProgram.GIVEN_UP, place);
		}
		catch (ActivityFailure ex) {
			return SimulatedWorkflow.orThrow(ex, ex.retryState() == RetryState.TIMEOUT, "given up");
		}
	}

	private static String abandoned(int place) {
		SimulatedWorkflow.cancel(() -> {
			try {
				SimulatedWorkflow.call(SimulatedProgram.ABANDONED, place);
			}
			catch (CancelledFailure ex) {
				Durable.sideEffect(String.class, () -> SimulatedFeatures.ABANDONED);
				throw ex;
			}
		});
		Durable.sleep(Duration.ofMillis(Durable.random().nextInt(2_000)));
		return "abandoned";
	}

	private static String declined(ActivityType type, int place) {
		try {
			return callDeclined(type, place);
		}
		catch (SimulatedProgram.Declined ex) {
			return ex.getMessage();
		}
	}

	/*
	 * A proxy of the bean would declare what it throws.
	 */
	@SuppressWarnings("RedundantThrows")
	private static String callDeclined(ActivityType type, int place) throws SimulatedProgram.Declined {
		return SimulatedWorkflow.call(type, place);
	}

	private static String heard(int place) {
		String id = SimulatedWorkflow.id("listener", place);
		Promise<String> listener = Durable.async(() -> start("Listener", id, new Object[0], StartDetails.NONE));
		Durable.sleep(Duration.ofMillis(Durable.random().nextInt(3_000)));
		try {
			RunContext.currentOrNull().signalExternal(id, "hear", new Object[0]);
		}
		catch (ExternalWorkflowFailure ex) {
			// it is over
		}
		try {
			return listener.get();
		}
		catch (ChildWorkflowFailure ex) {
			return SimulatedWorkflow.orThrow(ex, ex.getCause() instanceof WorkflowAlreadyStarted, "heard");
		}
	}

	private static String refused() {
		try {
			return (String) RunContext.currentOrNull()
				.activity(SimulatedProgram.PLAIN, new Object[] { new Unwritable() });
		}
		catch (ApplicationFailure ex) {
			return "refused";
		}
	}

	private static String chained(int place) {
		StartDetails none = StartDetails.NONE;
		RetrySettings retry = new RetrySettings(Duration.ofMillis(200), 1, Duration.ofSeconds(1), 3, List.of(), 0);
		StartDetails retried = new StartDetails(1, none.queue(), null, null, null, retry, null, Map.of(), Map.of(),
				Map.of(), null, Admission.FREE);
		try {
			return start("Chain", SimulatedWorkflow.id("chain", place), new Object[] { place, false }, retried);
		}
		catch (ChildWorkflowFailure ex) {
			return SimulatedWorkflow.orThrow(ex, ex.getCause() instanceof WorkflowAlreadyStarted, "chained" + place);
		}
	}

	private static String start(String type, String id, Object[] arguments, StartDetails details) {
		return (String) RunContext.currentOrNull()
			.child(new ChildCall(type, id, arguments, String.class, details, ParentClosePolicy.TERMINATE,
					CancellationType.WAIT));
	}

	/**
	 * Where no more may be at a time than there are permits.
	 */
	private static final class Passage {

		private final int permits;

		private final List<Integer> entered = new ArrayList<>();

		private int used;

		Passage(int permits) {
			this.permits = permits;
		}

		void through(int branch, int needed, int place) {
			this.used += needed;
			plain(place);
			if (this.used > this.permits) {
				throw new ApplicationFailure("Crowded", "branch " + branch + " is not alone").nonRetryable();
			}
			this.entered.add(branch);
			this.used -= needed;
		}

	}

	/**
	 * What cannot be stored.
	 */
	static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("not to be read");
		}

	}

	/**
	 * A child that fails at first, and then continues as new.
	 */
	static final class Chain {

		String run(int place, boolean again) {
			if (!again && Durable.info().attempt() == 1) {
				throw new ApplicationFailure("Again", "attempt 1");
			}
			return again ? plain(place).replace("plain", "chained") : Durable.continueAsNew(place, true);
		}

	}

	/**
	 * A child that waits to be spoken to, for some time.
	 */
	static final class Listener {

		private boolean spoken;

		String run() {
			Durable.await(Duration.ofSeconds(10), () -> this.spoken);
			return "heard";
		}

		void hear() {
			this.spoken = true;
		}

	}

}
