package dev.durable.test;

import java.util.function.Consumer;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowNotFound;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkflowReplayer}: each history is written by {@link Original}, and
 * replayed with that code or with changed code of the same workflow name.
 */
@SpringBootTest(classes = WorkflowReplayerTests.Original.class, properties = WorkflowReplayerTests.DATABASE)
class WorkflowReplayerTests {

	static final String DATABASE = "spring.datasource.url=jdbc:h2:mem:replayer;DB_CLOSE_DELAY=-1";

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private WorkflowReplayer replayer;

	@Test
	void unchangedCodePasses() {
		finish("unchanged");
		this.replayer.replay("unchanged");
	}

	@Test
	void openWorkflowPassesWithUnchangedCode() {
		this.workflows.start(Greeting.class, (greeting) -> greeting.greet("open"));
		this.replayer.replay("open");
		this.workflows.stub(Greeting.class, "open").stop();
	}

	@Test
	void replayCallsNoActivity() {
		finish("counted");
		int before = Friends.calls;
		this.replayer.replay("counted");
		assertThat(Friends.calls).isEqualTo(before);
	}

	@Test
	void otherOrderOfActivitiesFailsWithBothLists() {
		finish("reordered");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> replayWith(Reordered.class, "reordered"))
			.withMessageContaining("Workflow 'reordered' (Greeting)")
			.withMessageContaining("in the turn of event 1, the first difference is at command 1")
			.withMessageContaining("the history has [ActivityScheduled Friends.hello]")
			.withMessageContaining("the code issues [ActivityScheduled Friends.bye]");
	}

	@Test
	void activityThatIsNewAfterASignalFails() {
		finish("added");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> replayWith(Added.class, "added"))
			.withMessageContaining("the history has []")
			.withMessageContaining("the code issues [ActivityScheduled Friends.bye]");
	}

	@Test
	void bugFails() {
		finish("bug");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> replayWith(Buggy.class, "bug"))
			.withMessageContaining("NullPointerException");
	}

	@Test
	void workflowWithoutCodeFails() {
		finish("gone");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> replayWith(NoWorkflow.class, "gone"))
			.withMessageContaining("no code for workflow type 'Greeting'");
	}

	@Test
	void exportedHistoryReplaysElsewhere() {
		finish("exported");
		String history = this.replayer.export("exported");
		this.replayer.replayExported(history);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> with(Reordered.class, (replayer) -> replayer.replayExported(history)))
			.withMessageContaining("in the turn of event 1, the first difference is at command 1");
	}

	@Test
	void whatIsNoHistoryIsRefused() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.replayer.replayExported("{}"))
			.withMessageContaining("no exported history");
	}

	@Test
	void unknownWorkflowIsNotFound() {
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> this.replayer.replay("unknown"));
	}

	private void finish(String id) {
		var handle = this.workflows.start(Greeting.class, (greeting) -> greeting.greet(id));
		this.workflows.stub(Greeting.class, id).stop();
		handle.result();
	}

	private static void replayWith(Class<?> application, String id) {
		with(application, (replayer) -> replayer.replay(id));
	}

	private static void with(Class<?> application, Consumer<WorkflowReplayer> action) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
			.web(WebApplicationType.NONE)
			.properties(DATABASE)
			.run()) {
			action.accept(context.getBean(WorkflowReplayer.class));
		}
	}

	@EnableAutoConfiguration
	@Import({ Greeting.class, Friends.class })
	static class Original {

	}

	@EnableAutoConfiguration
	@Import({ ReorderedGreeting.class, Friends.class })
	static class Reordered {

	}

	@EnableAutoConfiguration
	@Import({ LongerGreeting.class, Friends.class })
	static class Added {

	}

	@EnableAutoConfiguration
	@Import({ BuggyGreeting.class, Friends.class })
	static class Buggy {

	}

	@EnableAutoConfiguration
	@Import(Friends.class)
	static class NoWorkflow {

	}

	@Activity(name = "Friends")
	public static class Friends {

		private static volatile int calls;

		public String hello(String id) {
			calls++;
			return "Hello " + id;
		}

		public String bye(String id) {
			calls++;
			return "Bye " + id;
		}

	}

	@Workflow(name = "Greeting")
	public static class Greeting {

		private final Friends friends;

		private boolean stopped;

		Greeting(Friends friends) {
			this.friends = friends;
		}

		@WorkflowMethod(id = "#id")
		public String greet(String id) {
			String hello = this.friends.hello(id);
			Durable.await(() -> this.stopped);
			return hello;
		}

		@SignalMethod
		public void stop() {
			this.stopped = true;
		}

	}

	@Workflow(name = "Greeting")
	public static class ReorderedGreeting {

		private final Friends friends;

		ReorderedGreeting(Friends friends) {
			this.friends = friends;
		}

		@WorkflowMethod(id = "#id")
		public String greet(String id) {
			return this.friends.bye(id) + this.friends.hello(id);
		}

		@SignalMethod
		public void stop() {
		}

	}

	@Workflow(name = "Greeting")
	public static class LongerGreeting {

		private final Friends friends;

		private boolean stopped;

		LongerGreeting(Friends friends) {
			this.friends = friends;
		}

		@WorkflowMethod(id = "#id")
		public String greet(String id) {
			String hello = this.friends.hello(id);
			Durable.await(() -> this.stopped);
			return hello + this.friends.bye(id);
		}

		@SignalMethod
		public void stop() {
			this.stopped = true;
		}

	}

	@Workflow(name = "Greeting")
	public static class BuggyGreeting {

		private final Friends friends;

		private String hello;

		BuggyGreeting(Friends friends) {
			this.friends = friends;
		}

		@WorkflowMethod(id = "#id")
		public String greet(String id) {
			int length = this.hello.length();
			return this.friends.hello(id) + length;
		}

		@SignalMethod
		public void stop() {
		}

	}

}
