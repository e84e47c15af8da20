package dev.durable.semantics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.durable.client.HistoryEvent;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Base of the tests for the semantics, case by case: written as a user of the starter
 * would, and run on each store in each mode. The number of the case is in the display
 * name. One application per setting serves all test classes; its node rests while others
 * are tested.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("settings")
@Timeout(150)
abstract class AbstractSemanticsTests {

	static final Duration LIMIT = Duration.ofSeconds(40);

	private static final Map<String, Object> QUEUED = Map.of("durable.activity.defaults.queue", "default");

	private static final Map<Setting, Running> RUNNING = new ConcurrentHashMap<>();

	private static final AtomicInteger COUNT = new AtomicInteger();

	@Parameter
	Setting setting;

	private Running running;

	private String id;

	static List<Setting> settings() {
		return Setting.all();
	}

	@BeforeEach
	void join() {
		this.running = RUNNING.computeIfAbsent(this.setting, AbstractSemanticsTests::start);
		RUNNING.values().stream().filter((other) -> other != this.running).forEach((other) -> other.restarts().rest());
		this.running.restarts().wake();
		this.id = getClass().getSimpleName() + "-" + COUNT.incrementAndGet();
	}

	/**
	 * Keep the histories of the test as golden files, where that is asked for.
	 */
	@AfterEach
	void keepHistories() throws IOException {
		String directory = System.getProperty("durable.golden.directory");
		if (directory != null && this.setting.storage() == Storage.H2 && this.setting.mode() == Mode.STRAIGHT) {
			GoldenHistories.write(Path.of(directory), this.running.context(), this.id);
		}
	}

	private static Running start(Setting setting) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SemanticsApplication.class)
			.web(WebApplicationType.NONE)
			.properties(setting.storage().properties())
			.properties((setting.mode() == Mode.QUEUED) ? QUEUED : Map.of())
			.properties("spring.main.banner-mode=off", "durable.poller.interval=50ms",
					"durable.lease.renew-interval=1s", "durable.workflow.timeout-grace=3s", "durable.shutdown.grace=4s",
					"durable.activity.max-concurrent=20", "spring.main.register-shutdown-hook=false",
					"durable.workflow.max-resident=" + ((setting.mode() == Mode.EVICTING) ? 0 : 10_000),
					"durable.poller.hints=" + (setting.mode() != Mode.EVICTING))
			.run();
		Restarts restarts = new Restarts(context);
		if (setting.mode() == Mode.RESTARTING) {
			restarts.afterEachCommit();
		}
		return new Running(context, restarts);
	}

	/**
	 * Return a workflow id that no other test has.
	 */
	String id() {
		return this.id;
	}

	String id(String suffix) {
		return this.id + "-" + suffix;
	}

	<T> T bean(Class<T> type) {
		return this.running.context().getBean(type);
	}

	Object bean(String name) {
		return this.running.context().getBean(name);
	}

	boolean isTransactional() {
		return this.setting.storage() != Storage.IN_MEMORY;
	}

	/**
	 * Return the client. For calls that do not wait for an answer, use {@link #call}: it
	 * makes sure that there is a node.
	 */
	WorkflowClient client() {
		return bean(WorkflowClient.class);
	}

	/**
	 * Call the client while the node is there.
	 */
	<T extends @Nullable Object> T call(Callable<T> call) {
		Restarts restarts = this.running.restarts();
		restarts.lock().readLock().lock();
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			restarts.lock().readLock().unlock();
		}
	}

	void run(Runnable call) {
		call(() -> {
			call.run();
			return null;
		});
	}

	/**
	 * Ask for something that a node answers, again if the node stops meanwhile. What is
	 * asked must be idempotent: a result, a query, an update with an id.
	 */
	<T extends @Nullable Object> T answer(Supplier<T> question) {
		while (true) {
			try {
				return question.get();
			}
			catch (IllegalStateException ex) {
				if (this.setting.mode() != Mode.RESTARTING || !String.valueOf(ex.getMessage()).contains("stop")) {
					throw ex;
				}
			}
		}
	}

	<R extends @Nullable Object> R result(WorkflowHandle<R> run) {
		return answer(() -> {
			try {
				return run.result(LIMIT);
			}
			catch (TimeoutException ex) {
				throw new AssertionError("Still open: " + run.describe() + " " + kinds(run), ex);
			}
		});
	}

	/**
	 * Start another node on the same store.
	 * @param application the application that it runs
	 * @param properties its properties
	 */
	OtherNode otherNode(Class<?> application, String... properties) {
		return OtherNode.start(this.running.context(), application, properties);
	}

	WorkflowStatus status(WorkflowHandle<?> run) {
		return run.describe().status();
	}

	List<String> kinds(WorkflowHandle<?> run) {
		return run.history().stream().map(HistoryEvent::kind).toList();
	}

	/**
	 * Let a deployment happen: all runs are replayed by the code as it is now.
	 */
	void restart() {
		this.running.restarts().once();
	}

	void awaitStatus(WorkflowHandle<?> run, WorkflowStatus status) {
		await().untilAsserted(() -> Assertions.assertThat(status(run)).isEqualTo(status));
	}

	void awaitKind(WorkflowHandle<?> run, String kind) {
		await().untilAsserted(() -> Assertions.assertThat(kinds(run)).contains(kind));
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
	}

	/**
	 * An application that runs.
	 *
	 * @param context its beans
	 * @param restarts what restarts its node
	 */
	private record Running(ConfigurableApplicationContext context, Restarts restarts) {

	}

}
