package dev.durable.engine;

import java.time.Duration;
import java.util.List;

import dev.durable.CancellationScope;
import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for queues, locks and semaphores: who waits is served in the order of coming, and
 * who gives up is out of the way.
 */
class SynchronizationTests {

	private static final Duration DAY = Duration.ofDays(1);

	@Test
	void aQueueServesItsTakersInOrder() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableQueue<Integer> queue = Durable.queue(2);
			fields.values.put("queue", queue);
			for (int i = 0; i < 3; i++) {
				int taker = i;
				Durable.async(() -> fields.seen.add("taker " + taker + " got " + queue.take()));
			}
			Durable.await(() -> fields.seen.size() == 3);
			return fields.seen;
		}).signal("put", (fields, arguments) -> {
			fields.<DurableQueue<Integer>>value("queue").put((Integer) arguments[0]);
			return null;
		}, Integer.class), (run) -> run.start().signal("put", 1).signal("put", 2).signal("put", 3));
		assertThat(driver.result()).isEqualTo(List.of("taker 0 got 1", "taker 1 got 2", "taker 2 got 3"));
	}

	@Test
	void aFullQueueKeepsItsPuttersInOrder() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableQueue<Integer> queue = Durable.queue(1);
			for (int i = 0; i < 4; i++) {
				int value = i;
				Durable.async(() -> {
					queue.put(value);
					fields.seen.add("put " + value);
				});
			}
			WorkflowTypes.call("A.a");
			fields.seen.add("offered " + queue.offer(9));
			for (int i = 0; i < 4; i++) {
				fields.seen.add(queue.take());
			}
			fields.seen.add(queue.poll().isPresent());
			Durable.await(() -> fields.seen.size() == 10);
			return fields.seen;
		}), (run) -> run.start().complete(2, ""));
		assertThat(driver.result())
			.isEqualTo(List.of("put 0", "offered false", 0, 1, 2, 3, false, "put 1", "put 2", "put 3"));
	}

	@Test
	void aCancelledTakerAndPutterAreOutOfTheWay() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableQueue<String> queue = Durable.queue(1);
			CancellationScope taker = Durable.scope(() -> fields.seen.add("first " + queue.take()));
			Durable.async(() -> fields.seen.add("second " + queue.take()));
			WorkflowTypes.call("A.a");
			taker.cancel();
			WorkflowTypes.call("A.b");
			queue.put("x");
			queue.put("y");
			CancellationScope putter = Durable.scope(() -> queue.put("never"));
			Durable.async(() -> queue.put("z"));
			WorkflowTypes.call("A.c");
			putter.cancel();
			WorkflowTypes.call("A.d");
			fields.seen.add(queue.take());
			fields.seen.add(queue.take());
			return fields.seen;
		}), (run) -> run.start().complete(2, "").complete(4, "").complete(6, "").complete(8, ""));
		assertThat(driver.result()).isEqualTo(List.of("second x", "y", "z"));
	}

	@Test
	void aLockIsReentrantAndServesInOrder() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableLock lock = Durable.lock();
			for (int i = 0; i < 3; i++) {
				int branch = i;
				Durable.async(() -> {
					lock.lock();
					lock.lock();
					fields.seen.add("in " + branch);
					WorkflowTypes.call("A.a");
					lock.unlock();
					fields.seen.add("out " + branch);
					lock.unlock();
				});
			}
			Durable.await(() -> fields.seen.size() == 6);
			return fields.seen;
		}), (run) -> run.start().complete(2, "").complete(4, "").complete(6, ""));
		assertThat(driver.result()).isEqualTo(List.of("in 0", "out 0", "in 1", "out 1", "in 2", "out 2"));
	}

	@Test
	void whoDoesNotHoldALockCannotGiveItBack() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableLock lock = Durable.lock();
			String first = refused(lock);
			Durable.async(lock::lock);
			Durable.sleep(DAY);
			return first + refused(lock) + lock.tryLock(Duration.ZERO);
		}), (run) -> run.start().fire(2));
		assertThat(driver.result()).isEqualTo("refused refused false");
	}

	@Test
	void aLockIsWaitedForWithALimit() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableLock lock = Durable.lock();
			Durable.async(() -> {
				lock.lock();
				WorkflowTypes.call("A.hold");
				lock.unlock();
			});
			Promise<Boolean> shortWait = Durable.async(() -> lock.tryLock(Duration.ofMinutes(1)));
			Promise<Boolean> longWait = Durable.async(() -> lock.tryLock(DAY));
			return shortWait.get() + " " + longWait.get();
		}), (run) -> run.start().after(Duration.ofMinutes(1)).fire(3).complete(2, ""));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.hold", "TimerStarted", "TimerStarted",
				"TimerCancelled timer 4");
		assertThat(driver.result()).isEqualTo("false true");
	}

	@Test
	void aSemaphoreDoesNotLetSmallWishesPassALargeOne() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableSemaphore semaphore = Durable.semaphore(2);
			Durable.async(() -> take(fields, semaphore, 1));
			Durable.async(() -> take(fields, semaphore, 2));
			Durable.async(() -> take(fields, semaphore, 1));
			fields.values.put("semaphore", semaphore);
			Durable.await(() -> fields.seen.size() == 3);
			return fields.seen;
		}).signal("release", (fields, arguments) -> {
			fields.<DurableSemaphore>value("semaphore").release(1);
			return null;
		}), (run) -> run.start().signal("release").signal("release"));
		assertThat(driver.result()).isEqualTo(List.of(1, 2, 1));
	}

	@Test
	void aLargeWishThatIsGivenUpLetsTheOthersPass() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableSemaphore semaphore = Durable.semaphore(1);
			Promise<Boolean> large = Durable.async(() -> semaphore.tryAcquire(5, Duration.ofMinutes(1)));
			CancellationScope larger = Durable.scope(() -> semaphore.acquire(7));
			Durable.async(() -> take(fields, semaphore, 1));
			fields.seen.add(large.get());
			larger.cancel();
			Durable.await(() -> fields.seen.size() == 2);
			return fields.seen;
		}), (run) -> run.start().fire(2));
		assertThat(driver.result()).isEqualTo(List.of(false, 1));
	}

	@Test
	void whoGetsItWhenTheCancelComesHasIt() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			DurableLock lock = Durable.lock();
			lock.lock();
			CancellationScope waiter = Durable.scope(() -> {
				lock.lock();
				fields.seen.add("got it");
				lock.unlock();
			});
			WorkflowTypes.call("A.a");
			lock.unlock();
			waiter.cancel();
			waiter.join();
			return fields.seen.toString() + lock.tryLock(Duration.ZERO);
		}), (run) -> run.start().complete(2, ""));
		assertThat(driver.result()).isEqualTo("[got it]true");
	}

	@Test
	void wrongArgumentsAreRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			List<Runnable> calls = List.of(() -> Durable.semaphore(1).acquire(0),
					() -> Durable.semaphore(1).tryAcquire(-1, DAY), () -> Durable.semaphore(1).release(0),
					() -> Durable.queue(1).put(null), () -> Durable.queue(0), () -> Durable.semaphore(-1));
			for (Runnable call : calls) {
				try {
					call.run();
				}
				catch (IllegalArgumentException ex) {
					fields.count++;
				}
			}
			return fields.count;
		}), (run) -> run.start());
		assertThat(driver.result()).isEqualTo(6);
	}

	private static void take(TestWorkflow.Fields fields, DurableSemaphore semaphore, int permits) {
		semaphore.acquire(permits);
		fields.seen.add(permits);
	}

	private static String refused(DurableLock lock) {
		try {
			lock.unlock();
			return "";
		}
		catch (IllegalMonitorStateException ex) {
			return "refused ";
		}
	}

}
