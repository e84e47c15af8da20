package dev.durable.semantics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for limits on runs that hold on all nodes together.
 */
class ConcurrencyNodesTests extends AbstractSemanticsTests {

	private static final int CUSTOMERS = 4;

	private static final int ORDERS = 8;

	/**
	 * What the node does between turns makes no difference to the others.
	 */
	static List<Setting> settings() {
		return Setting.all()
			.stream()
			.filter((setting) -> setting.mode() == Mode.STRAIGHT || setting.mode() == Mode.EVICTING)
			.toList();
	}

	@Test
	@DisplayName("On two nodes no more runs with one key execute than the limit says")
	void twoNodes() {
		try (OtherNode other = otherNode(Second.class)) {
			List<WorkflowHandle<String>> runs = new ArrayList<>();
			for (int order = 0; order < ORDERS; order++) {
				for (int customer = 0; customer < CUSTOMERS; customer++) {
					String key = id("customer" + customer);
					String workflowId = id(customer + "-" + order);
					runs.add(((order % 2 == 0) ? client() : other.client()).start(Delivery.class,
							(delivery) -> delivery.deliver(key), (options) -> options.id(workflowId)));
				}
			}
			runs.forEach(this::result);
		}
		for (int customer = 0; customer < CUSTOMERS; customer++) {
			assertThat(Van.MOST.get(id("customer" + customer))).isBetween(1, 2);
		}
	}

	@Test
	@DisplayName("The place of a run whose node dies is taken over with it, and given to nobody else")
	void nodeDies() {
		String key = id("key");
		CountDownLatch begun = new CountDownLatch(2);
		Van.BEGUN.put(key, begun);
		List<WorkflowHandle<String>> runs = new ArrayList<>();
		try (OtherNode first = otherNode(Second.class, "durable.queues=doomed-" + id())) {
			for (int i = 0; i < 2; i++) {
				String workflowId = id("first" + i);
				runs.add(client().start(Delivery.class, (delivery) -> delivery.deliver(key),
						(options) -> options.id(workflowId).queue("doomed-" + id())));
			}
			awaitLatch(begun);
			WorkflowHandle<String> waiting = client().start(Delivery.class, (delivery) -> delivery.deliver(key),
					(options) -> options.id(id("waiting")));
			await().untilAsserted(() -> assertThat(waiting.describe().isWaitingForPlace()).isTrue());
			first.die();
			try (OtherNode second = otherNode(Second.class, "durable.queues=doomed-" + id())) {
				runs.forEach((run) -> assertThat(result(run)).startsWith("attempt 2"));
				assertThat(result(second.client().handle(id("waiting"), String.class))).startsWith("attempt 1");
			}
		}
		assertThat(Van.MOST.get(key)).isBetween(1, 4);
		assertThat(Van.LOG.get(key).subList(0, 4)).doesNotContain(id("waiting"));
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * The same application on another node.
	 */
	@EnableAutoConfiguration
	@Import({ Delivery.class, Van.class })
	static class Second {

	}

	/**
	 * Delivers to a customer, at most two orders at a time.
	 */
	@Workflow(name = "ConcurrencyNodesTests.Delivery")
	static class Delivery {

		private final Van van;

		Delivery(Van van) {
			this.van = van;
		}

		@WorkflowMethod(concurrencyKey = "#customer", concurrency = 2)
		public String deliver(String customer) {
			return this.van.deliver(customer);
		}

	}

	/**
	 * Sees how many orders it delivers at a time.
	 */
	@Activity(name = "ConcurrencyNodesTests.Van")
	static class Van {

		static final Map<String, Integer> RUNNING = new ConcurrentHashMap<>();

		static final Map<String, Integer> MOST = new ConcurrentHashMap<>();

		static final Map<String, List<String>> LOG = new ConcurrentHashMap<>();

		/** Attempts that do not end, by customer. */
		static final Map<String, CountDownLatch> BEGUN = new ConcurrentHashMap<>();

		private final String node;

		Van(@Value("${durable.node.name:first}") String node) {
			this.node = node;
		}

		public String deliver(String customer) {
			LOG.computeIfAbsent(customer, (key) -> Collections.synchronizedList(new ArrayList<>()))
				.add(Durable.activity().info().workflowId());
			MOST.merge(customer, RUNNING.merge(customer, 1, Integer::sum), Math::max);
			try {
				CountDownLatch begun = BEGUN.get(customer);
				if (begun != null && Durable.activity().attempt() == 1 && begun.getCount() > 0) {
					begun.countDown();
					TimeUnit.SECONDS.sleep(LIMIT.toSeconds());
				}
				TimeUnit.MILLISECONDS.sleep(5);
				return "attempt " + Durable.activity().attempt() + " on " + this.node;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				RUNNING.merge(customer, -1, Integer::sum);
			}
		}

	}

}
