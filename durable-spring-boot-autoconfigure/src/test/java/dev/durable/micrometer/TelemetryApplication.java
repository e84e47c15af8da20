package dev.durable.micrometer;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import io.opentelemetry.api.trace.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * An application with workflows of all sorts, and what their code has seen of the thread
 * that it runs on.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ TelemetryApplication.Order.class, TelemetryApplication.Parent.class, TelemetryApplication.Waiting.class,
		TelemetryApplication.Broken.class, TelemetryApplication.Drifting.class, TelemetryApplication.Steps.class })
public class TelemetryApplication {

	static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

	static final AtomicInteger DRIFT = new AtomicInteger();

	private static void see(String where, String subject) {
		Map<String, String> context = MDC.getCopyOfContextMap();
		SEEN.add(new Seen(where, subject, Span.current().getSpanContext().getTraceId(),
				(context != null) ? context : Map.of()));
	}

	/**
	 * What code has seen.
	 *
	 * @param where which code
	 * @param subject what it was called with
	 * @param trace the trace that is current on its thread
	 * @param context the logging context on its thread
	 */
	record Seen(String where, String subject, String trace, Map<String, String> context) {

	}

	/** Calls an activity, waits for a signal, sleeps, and calls another one. */
	@Workflow
	public static class Order {

		private final Steps steps;

		private boolean approved;

		private int amount = 1;

		private String name = "";

		Order(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String process(String name) {
			Logger logger = Durable.logger(Order.class);
			this.name = name;
			see("begin", this.name);
			logger.info("begins");
			this.steps.charge(name);
			see("charged", this.name);
			Durable.async(() -> see("branch", this.name)).get();
			Durable.await(() -> this.approved);
			see("approved", this.name);
			Durable.sleep(java.time.Duration.ofMillis(5));
			logger.info("ships");
			return this.steps.ship(name);
		}

		@SignalMethod
		public void approve() {
			see("signal", this.name);
			this.approved = true;
		}

		@UpdateMethod
		public int change(int to) {
			see("update", this.name);
			this.amount = to;
			return to;
		}

		@QueryMethod
		public int amount() {
			see("query", this.name);
			return this.amount;
		}

	}

	/** Has a child. */
	@Workflow
	public static class Parent {

		private final Waiting waiting;

		Parent(Waiting waiting) {
			this.waiting = waiting;
		}

		@WorkflowMethod
		public String run(String childId) {
			return Durable.child(Waiting.class, (options) -> options.id(childId)).await();
		}

	}

	/** Asks for nothing before a signal has come. */
	@Workflow
	public static class Waiting {

		private final Steps steps;

		private boolean done;

		Waiting(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String await() {
			see("waits", Durable.info().workflowId());
			Durable.logger(Waiting.class).info("waits");
			Durable.await(() -> this.done);
			return this.steps.ship("waiting");
		}

		@SignalMethod
		public void done() {
			this.done = true;
		}

	}

	/** Fails in the way it is told. */
	@Workflow
	public static class Broken {

		private final Steps steps;

		Broken(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String fail(String how) {
			if (how.equals("bug")) {
				throw new IndexOutOfBoundsException("a bug");
			}
			this.steps.failTwice(how);
			this.steps.failAlways();
			return "not reached";
		}

	}

	/** Calls with other arguments on replay. */
	@Workflow
	public static class Drifting {

		private final Steps steps;

		private boolean done;

		Drifting(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String drift() {
			this.steps.charge("drift " + DRIFT.incrementAndGet());
			Durable.await(() -> this.done);
			return "done";
		}

		@SignalMethod
		public void done() {
			this.done = true;
		}

	}

	/** The activities. */
	@Activity
	public static class Steps {

		private static final Logger logger = LoggerFactory.getLogger(Steps.class);

		private final org.springframework.beans.factory.ObjectProvider<WorkflowClient> client;

		private final Map<String, AtomicInteger> tries = new java.util.concurrent.ConcurrentHashMap<>();

		Steps(org.springframework.beans.factory.ObjectProvider<WorkflowClient> client) {
			this.client = client;
		}

		public void charge(String name) {
			see("charge", name);
			logger.info("charges");
			if (name.startsWith("starts ")) {
				this.client.getObject()
					.start(Waiting.class, (workflow) -> workflow.await(), (options) -> options.id(name.substring(7)));
			}
		}

		public String ship(String name) {
			see("ship", name);
			return name + " shipped";
		}

		@ActivityMethod(retry = @Retry(initialInterval = "1ms"))
		public void failTwice(String key) {
			if (this.tries.computeIfAbsent(key, (unused) -> new AtomicInteger()).incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
		}

		@ActivityMethod(retry = @Retry(maximumAttempts = 1))
		public void failAlways() {
			throw new IllegalStateException("never");
		}

	}

}
