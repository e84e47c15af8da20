package dev.durable.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.WorkflowContext;
import dev.durable.engine.Environment;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.InMemoryStore;
import dev.durable.store.NodeRow;
import dev.durable.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a node that was expired by others and joins again, on real threads.
 */
class RejoinTests {

	private final InMemoryStore store = new InMemoryStore(InstantSource.system());

	private final ThreadedExecutor threads = new ThreadedExecutor("test", true, null);

	private final CountDownLatch joining = new CountDownLatch(1);

	private final CountDownLatch answer = new CountDownLatch(1);

	private volatile boolean slow;

	@AfterEach
	void close() {
		this.answer.countDown();
		this.threads.close();
	}

	@Test
	void aNodeThatIsStoppedWhileItJoinsAgainLeaves() throws Exception {
		Node node = new Node(new NodeParts(settings(), slowStore(), Hints.NONE, new JacksonEventCodec(), environment(),
				new Registry(Map.of(), Map.of()), CallerTransaction.NONE, this.threads,
				new Ids(System::currentTimeMillis, new SplittableRandom(1)), Instrumentation.NONE));
		node.start();
		this.slow = true;
		this.store.leave(node.status().nodeId());
		assertThat(this.joining.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> stopped = node.stop();
		assertThat(stopped).as("what comes of it is not known yet").isNotDone();
		this.answer.countDown();
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(this.store.nodes()).noneMatch(NodeRow::fenced);
	}

	private static NodeSettings settings() {
		return new NodeSettings("test", "build", Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofMillis(50),
				100, 100, Duration.ofSeconds(10), 10, 2, Duration.ofSeconds(30), null, true,
				Set.of(StartDetails.DEFAULT_QUEUE), NodeSettings.TIMEOUT_GRACE, null);
	}

	private Environment environment() {
		return new Environment(WorkflowTypes.CONVERTER, this.threads, WorkflowContext::isBugByDefault, (run, stack) -> {
		}, (run, activity) -> {
		});
	}

	/**
	 * A store whose answer to a node that joins comes late.
	 */
	private Store slowStore() {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> {
					try {
						Object reply = method.invoke(this.store, arguments);
						if (this.slow && method.getName().equals("join")) {
							this.joining.countDown();
							this.answer.await();
						}
						return reply;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
