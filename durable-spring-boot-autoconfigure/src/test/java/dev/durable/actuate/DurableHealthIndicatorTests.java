package dev.durable.actuate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.durable.WorkflowContext;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.engine.Environment;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.node.CallerTransaction;
import dev.durable.node.Hints;
import dev.durable.node.Ids;
import dev.durable.node.Instrumentation;
import dev.durable.node.Node;
import dev.durable.node.NodeParts;
import dev.durable.node.NodeSettings;
import dev.durable.node.Registry;
import dev.durable.node.StartRequest;
import dev.durable.node.ThreadedExecutor;
import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;
import dev.durable.store.StoreUnavailableException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when the engine counts as down: on real threads and a store that can fail and
 * hang.
 */
class DurableHealthIndicatorTests {

	private final AtomicReference<Consumer<String>> fault = new AtomicReference<>((method) -> {
	});

	private final Store store = faulty(new InMemoryStore(Clock.systemUTC()));

	private final ThreadedExecutor threads = new ThreadedExecutor("health-test", false, null);

	private final CountDownLatch never = new CountDownLatch(1);

	private Node node;

	private final DurableHealthIndicator health = new DurableHealthIndicator(() -> this.node, Duration.ofMillis(500));

	@AfterEach
	void stop() throws Exception {
		this.never.countDown();
		this.fault.set((method) -> {
		});
		if (this.node != null) {
			this.node.stop().get();
		}
		this.threads.close();
	}

	private Store faulty(Store real) {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> {
					this.fault.get().accept(method.getName());
					try {
						return method.invoke(real, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private void start() {
		NodeSettings settings = new NodeSettings("test", "build", Duration.ofSeconds(2), Duration.ofMillis(500),
				Duration.ofMillis(100), 100, 100, Duration.ofSeconds(10), 10, 1, Duration.ofSeconds(1), null, true,
				Set.of(StartDetails.DEFAULT_QUEUE), NodeSettings.TIMEOUT_GRACE, null);
		Environment environment = new Environment(WorkflowTypes.CONVERTER, this.threads,
				WorkflowContext::isBugByDefault, (run, stack) -> {
				}, (run, activity) -> {
				});
		this.node = new Node(new NodeParts(settings, this.store, Hints.NONE, new JacksonEventCodec(), environment,
				new Registry(Map.of("Bug", WorkflowTypes.of(() -> {
					throw new NullPointerException("a bug");
				}), "Blocked", WorkflowTypes.of(() -> {
					this.never.await();
					return "";
				})), Map.of()), CallerTransaction.NONE, this.threads,
				new Ids(System::currentTimeMillis, new SplittableRandom(1)), Instrumentation.NONE));
		this.node.start();
	}

	private void run(String type) {
		this.node.start(new StartRequest(type, type, WorkflowTypes.CONVERTER.writeArguments(new Object[0]),
				WorkflowIdConflictPolicy.FAIL));
	}

	private void eventually(Consumer<Health> assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertion.accept(this.health.health()));
	}

	private static void assertDown(Health health, String trouble) {
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("troubles")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.anySatisfy((each) -> assertThat(each).asString().contains(trouble));
	}

	@Test
	void nodeThatHasNotStartedIsOutOfService() {
		assertThat(this.health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void nodeThatStopsIsOutOfService() {
		start();
		this.node.stop();
		assertThat(this.health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void stuckRunIsADetailAndNotATrouble() {
		start();
		run("Bug");
		eventually((health) -> {
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("stuck", 1L);
		});
	}

	@Test
	void storeThatFailsIsATroubleUntilItIsBack() {
		start();
		eventually((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
		this.fault.set((method) -> {
			throw new StoreUnavailableException("password=secret refused by jdbc:x", null);
		});
		Health health = this.health.health();
		assertDown(health, "StoreUnavailableException");
		assertThat(health.getDetails().toString()).doesNotContain("secret").doesNotContain("jdbc");
		eventually((later) -> {
			assertDown(later, "lease is not held");
			assertDown(later, "no good poll");
		});
		this.fault.set((method) -> {
		});
		eventually((later) -> assertThat(later.getStatus()).isEqualTo(Status.UP));
	}

	@Test
	void storeThatHangsIsATroubleAndCostsOneThread() {
		start();
		AtomicInteger questions = new AtomicInteger();
		this.fault.set((method) -> {
			if (method.equals("now")) {
				questions.incrementAndGet();
				await();
			}
		});
		long begin = System.nanoTime();
		assertDown(this.health.health(), "has not answered");
		assertDown(this.health.health(), "has not answered");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
		assertThat(questions).hasValue(1);
		this.never.countDown();
		eventually((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
	}

	private void await() {
		try {
			this.never.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void slowCountIsNoTrouble() {
		start();
		this.fault.set((method) -> {
			if (method.equals("countOpen")) {
				await();
			}
		});
		Health health = this.health.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).doesNotContainKey("stuck");
	}

	@Test
	void threadThatCodeDoesNotGiveBackIsATrouble() {
		start();
		Thread starter = new Thread(() -> run("Blocked"));
		starter.setDaemon(true);
		starter.start();
		eventually((health) -> assertDown(health, "Workflow code holds"));
		assertThat(this.node.status().heldThreads()).isNotEmpty()
			.allSatisfy((held) -> assertThat(held.run().workflowId()).isEqualTo("Blocked"));
		this.never.countDown();
		eventually((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
	}

}
