package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order of branches, and for what keeps them apart.
 */
class BranchOrderTests extends ScriptedTests {

	@Test
	@DisplayName("21. Branches begin in the order of their creation, and go on in it when one event wakes them all")
	void creationOrder() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			List<Promise<Void>> branches = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				int number = i;
				branches.add(Durable.async(() -> {
					workflow.note("begins " + number);
					workflow.awaitSignal("go");
					workflow.note("goes on " + number);
				}));
			}
			workflow.note("main");
			Durable.all(branches).get();
		});
		send(run, "go");
		assertThat(notes(run)).containsExactly("main", "begins 0", "begins 1", "begins 2", "begins 3", "begins 4",
				"goes on 0", "goes on 1", "goes on 2", "goes on 3", "goes on 4");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	@DisplayName("21. With random interleavings of completions the order is the same on replay, and branches never overlap")
	void randomInterleavings(int round) {
		activity("work", (context) -> {
			TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(5_000));
			return "worked";
		});
		List<String> notes = play((workflow) -> {
			int[] inside = new int[1];
			List<Promise<Void>> branches = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				int number = i;
				branches.add(Durable.async(() -> interleave(workflow, number, inside)));
			}
			Durable.all(branches).get();
		});
		assertThat(notes).hasSize(20).doesNotContain("overlap");
	}

	private static void interleave(Scripted workflow, int number, int[] inside) {
		for (int step = 0; step < 4; step++) {
			switch (Durable.random().nextInt(3)) {
				case 0 -> workflow.perform("work");
				case 1 -> Durable.sleep(Duration.ofMillis(Durable.random().nextInt(10)));
				default -> workflow.performAsync("work").get();
			}
			int before = ++inside[0];
			for (int i = 0; i < 10_000; i++) {
				Thread.onSpinWait();
			}
			workflow.note((before == 1 && inside[0] == 1) ? number + "." + step : "overlap");
			inside[0]--;
		}
	}

	@Test
	@DisplayName("22. Many runs that sleep at the same time all wake")
	void manySleepers() {
		List<WorkflowHandle<List<String>>> runs = new ArrayList<>();
		call(() -> {
			for (int i = 0; i < 50; i++) {
				String suffix = String.valueOf(i);
				other(suffix, (workflow) -> {
					Durable.sleep(Duration.ofMillis(100));
					workflow.note("woke " + suffix);
				});
				runs.add(client().start(Scripted.class, Scripted::run, (options) -> options.id(id(suffix))));
			}
			return null;
		});
		for (int i = 0; i < 50; i++) {
			assertThat(result(runs.get(i))).containsExactly("woke " + i);
		}
	}

	@Test
	@DisplayName("21. A lock is held by one branch at a time, given in the order of the asking, across durable calls")
	void lock() {
		activity("work", (context) -> "worked");
		assertThat(play((workflow) -> {
			DurableLock lock = Durable.lock();
			List<Promise<Void>> branches = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				int number = i;
				branches.add(Durable.async(() -> {
					lock.lock();
					workflow.note("takes " + number);
					workflow.perform("work");
					workflow.note("gives " + number);
					lock.unlock();
				}));
			}
			Durable.all(branches).get();
		})).containsExactly("takes 0", "gives 0", "takes 1", "gives 1", "takes 2", "gives 2");
	}

	@Test
	@DisplayName("21. tryLock gives up when its time is over")
	void tryLock() {
		assertThat(play((workflow) -> {
			DurableLock lock = Durable.lock();
			Promise<Void> holder = Durable.async(() -> {
				lock.lock();
				workflow.awaitSignal("never");
			});
			Durable.async(() -> workflow.note("other"));
			Durable.sleep(Duration.ofMillis(1));
			workflow.note(lock.tryLock(Duration.ofMillis(50)));
			workflow.note(lock.tryLock(Duration.ZERO));
			workflow.note(holder.isDone());
		})).containsExactly("other", "false", "false", "false");
	}

	@Test
	@DisplayName("21. A semaphore lets as many in as it has permits")
	void semaphore() {
		activity("work", (context) -> "worked");
		assertThat(play((workflow) -> {
			DurableSemaphore semaphore = Durable.semaphore(2);
			int[] inside = new int[1];
			List<Promise<Void>> branches = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				branches.add(Durable.async(() -> {
					semaphore.acquire(1);
					inside[0]++;
					workflow.perform("work");
					workflow.note(inside[0] <= 2);
					inside[0]--;
					semaphore.release(1);
				}));
			}
			Durable.all(branches).get();
			workflow.note(semaphore.tryAcquire(3, Duration.ofMillis(50)));
		})).containsExactly("true", "true", "true", "true", "true", "true", "false");
	}

	@Test
	@DisplayName("21. A queue hands values over in order; put blocks while it is full, take while it is empty")
	void queue() {
		assertThat(play((workflow) -> {
			DurableQueue<Integer> queue = Durable.queue(1);
			Promise<Void> producer = Durable.async(() -> {
				for (int i = 0; i < 3; i++) {
					queue.put(i);
				}
				workflow.note("all put");
			});
			Durable.sleep(Duration.ofMillis(20));
			workflow.note(producer.isDone());
			workflow.note(queue.offer(9));
			for (int i = 0; i < 3; i++) {
				workflow.note(queue.take());
				Durable.sleep(Duration.ofMillis(1));
			}
			workflow.note(queue.poll().isPresent());
			producer.get();
		})).contains("all put")
			.filteredOn((note) -> !note.equals("all put"))
			.containsExactly("false", "false", "0", "1", "2", "false");
	}

}
