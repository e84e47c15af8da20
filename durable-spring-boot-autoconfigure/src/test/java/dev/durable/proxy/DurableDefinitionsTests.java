package dev.durable.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.CancellationType;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import dev.durable.node.Registry;
import dev.durable.proxy.InvalidDefinitionException.Problem;
import dev.durable.store.AttemptLimit;
import org.assertj.core.api.AbstractListAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what workflow and activity classes say of themselves, and for each mistake
 * that keeps an application from starting.
 */
class DurableDefinitionsTests {

	static AnnotationConfigApplicationContext context(Class<?>... beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("charge.timeout", "3s", "remark", "thanks")));
		context.registerBean("activities", DurableBeanPostProcessor.class,
				() -> DurableBeanPostProcessor.forActivities(context.getBeanProvider(DurableDefinitions.class)));
		context.registerBean("workflows", DurableBeanPostProcessor.class,
				() -> DurableBeanPostProcessor.forWorkflows(context.getBeanProvider(WorkflowRuntime.class)));
		context.registerBean(DurableDefinitions.class, () -> new DurableDefinitions(context.getBeanFactory(),
				new Overrides(), context.getBeanProvider(AttemptTransactions.class)));
		context.register(beans);
		context.refresh();
		return context;
	}

	static AbstractListAssert<?, ?, String, ?> problems(Class<?>... beans) {
		InvalidDefinitionException failure = catchThrowableOfType(InvalidDefinitionException.class,
				() -> context(beans).close());
		assertThat(failure).as("the application starts").isNotNull();
		List<Problem> problems = failure.problems();
		assertThat(problems).allSatisfy((problem) -> assertThat(problem.action()).isNotBlank());
		return assertThat(problems.stream().map((problem) -> problem.where() + " " + problem.problem()).toList());
	}

	@Test
	void runsHaveInstancesOfTheirOwnWithoutProxy() {
		try (AnnotationConfigApplicationContext context = context(Payments.class, Good.class)) {
			WorkflowType type = context.getBean(DurableDefinitions.class).registry().workflows().get("Good");
			Good first = (Good) type.instances().get();
			Good second = (Good) type.instances().get();
			assertThat(first).isNotSameAs(second);
			assertThat(AopUtils.isAopProxy(first)).isFalse();
			assertThat(first.payments).isSameAs(context.getBean(Payments.class));
			assertThat(AopUtils.isAopProxy(first.payments)).isTrue();
			assertThat(first.remark).isEqualTo("thanks");
			assertThat(first.fieldPayments).isNotNull();
			assertThat(AopUtils.isAopProxy(context.getBean(Good.class))).isTrue();
			assertThat(context.getBeansOfType(Good.class)).hasSize(1);
		}
	}

	@Test
	void activitiesAreAllPublicMethods() {
		try (AnnotationConfigApplicationContext context = context(Payments.class, Named.class)) {
			Registry registry = context.getBean(DurableDefinitions.class).registry();
			assertThat(registry.activities()).containsOnlyKeys("Payments.charge", "Payments.refund", "Payments.base",
					"special", "Other.plain");
		}
	}

	@Test
	void settingsComeFromPropertiesThenAnnotationThenDefaults() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Payments.class)) {
			DurableDefinitions definitions = context.getBean(DurableDefinitions.class);
			ActivityType charge = definitions.activity(Payments.class.getMethod("charge", String.class),
					Payments.class);
			assertThat(charge).isNotNull();
			assertThat(charge.settings()).isEqualTo(
					new ActivitySettings(Duration.ofSeconds(3), null, Duration.ofMinutes(1), Duration.ofSeconds(2),
							new RetrySettings(Duration.ofMillis(7), 3.0, Duration.ofMinutes(10), 9,
									List.of(IllegalArgumentException.class.getName()), 0.5),
							CancellationType.TRY_CANCEL, "fast"));
			assertThat(definitions.registry().activities().get("Payments.charge").limit())
				.isEqualTo(new AttemptLimit(5, 2.5));
			assertThat(charge.declared()).containsExactly(IOException.class);
			ActivityType refund = definitions.activity(Payments.class.getMethod("refund", String.class),
					Payments.class);
			assertThat(refund).isNotNull();
			assertThat(refund.settings().retry().jitter()).isEqualTo(0.5);
			assertThat(refund.settings().startToClose()).isEqualTo(Duration.ofMinutes(10));
			assertThat(refund.settings().queue()).isNull();
			assertThat(definitions.registry().activities().get("Payments.refund").limit()).isNull();
		}
	}

	@Test
	void activityIsPlainOutsideOfWorkflows() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Payments.class)) {
			assertThat(context.getBean(Payments.class).charge("a")).isEqualTo("charged a");
		}
	}

	@Test
	@DisplayName("55. No workflow method, or two: refused at start-up")
	void workflowMethodsMustBeOne() {
		problems(None.class, Two.class).hasSize(2)
			.anyMatch((problem) -> problem.contains("None has no @WorkflowMethod"))
			.anyMatch((problem) -> problem.contains("Two has 2 methods with @WorkflowMethod: one(), two()"));
	}

	@Test
	@DisplayName("55. Two workflows, activities or handlers with one name, overloaded methods too: refused at start-up")
	void namesMustDiffer() {
		problems(Good.class, Payments.class, Same.class, SamePayments.class)
			.anyMatch((problem) -> problem.contains("has the workflow name 'Good', as has"))
			.anyMatch((problem) -> problem.contains("has the activity name 'Payments.refund', as has"));
		problems(Overloaded.class).singleElement()
			.asString()
			.contains("has the activity name 'Overloaded.pay', as has")
			.contains("pay(");
		problems(SameSignals.class).singleElement().asString().contains("has the name 'go', as has");
	}

	@Test
	@DisplayName("55. A final class or method, a hidden or static one: refused at start-up")
	void whatCannotBeProxiedIsRefused() {
		problems(FinalWorkflow.class, FinalActivity.class, FinalMethods.class).hasSize(4)
			.allMatch((problem) -> problem.contains("is final"));
		problems(HiddenActivity.class).hasSize(2)
			.anyMatch((problem) -> problem.contains("hidden() has @ActivityMethod and is not public"))
			.anyMatch((problem) -> problem.contains("shared() is static"));
		problems(HiddenWorkflow.class).hasSize(2)
			.anyMatch((problem) -> problem.contains("main() is private"))
			.anyMatch((problem) -> problem.contains("stop() is static"));
	}

	@Test
	void signalsAreVoidAndQueriesAreNot() {
		problems(WrongResults.class).hasSize(3)
			.anyMatch((problem) -> problem.contains("signal() is a @SignalMethod and returns a String"))
			.anyMatch((problem) -> problem.contains("query() is a @QueryMethod and returns nothing"))
			.anyMatch((problem) -> problem.contains("both() has two of"));
	}

	@Test
	@DisplayName("55. An id expression that does not parse, or names what is not there: refused at start-up")
	void idExpressionsAreChecked() {
		problems(WrongId.class).singleElement()
			.asString()
			.contains("main(String) has the id expression '#order.id', which names #order")
			.contains("#customer");
		problems(BrokenId.class).singleElement().asString().contains("which does not parse");
	}

	@Test
	@DisplayName("55. A duration that does not parse, or a limit out of its range: refused at start-up")
	void durationsAndLimitsAreChecked() {
		problems(WrongSettings.class).hasSize(5)
			.anyMatch((problem) -> problem.contains("startToCloseTimeout = \"soon\", which is no duration"))
			.anyMatch((problem) -> problem.contains("initialInterval = \"${not.set}\", which is no duration"))
			.anyMatch((problem) -> problem.contains("maximumInterval = PT-1S"))
			.anyMatch((problem) -> problem.contains("backoffCoefficient = 0.5"))
			.anyMatch((problem) -> problem.contains("maximumAttempts = -1"));
	}

	@Test
	void propagationThatCannotBeKeptIsRefused() {
		problems(Payments.class, Refusing.class).isNotEmpty().allMatch((problem) -> problem.endsWith("is wrong"));
	}

	static final class Overrides implements ActivityConfiguration {

		@Override
		public ActivityOverrides defaults() {
			return new ActivityOverrides(null, null, null, null, null, null, null, 8, null, 0.5, null, null, null);
		}

		@Override
		public ActivityOverrides of(String activity) {
			return activity.equals("Payments.charge") ? new ActivityOverrides(null, null, null, Duration.ofSeconds(2),
					Duration.ofMillis(7), null, null, 9, null, null, "fast", null, 5) : ActivityOverrides.NONE;
		}

		@Override
		public List<String> unknown(java.util.Collection<String> activities) {
			return List.of();
		}

	}

	static class Refusing implements AttemptTransactions {

		@Override
		public dev.durable.node.AttemptTransaction find(java.lang.reflect.Method method, Class<?> type) {
			throw new IllegalArgumentException("is wrong: Make it right");
		}

	}

	static class Base {

		public void base() {
		}

	}

	@Activity
	static class Payments extends Base {

		@ActivityMethod(startToCloseTimeout = "${charge.timeout}", scheduleToStartTimeout = "1m",
				heartbeatTimeout = "3s", rateLimit = 2.5, maxConcurrent = 7,
				retry = @Retry(initialInterval = "5s", backoffCoefficient = 3, maximumInterval = "10m",
						maximumAttempts = 3, nonRetryable = IllegalArgumentException.class))
		public String charge(String id) throws IOException {
			return "charged " + id;
		}

		public void refund(String id) {
		}

		void internal() {
		}

		public static void helper() {
		}

	}

	@Activity(name = "Other")
	static class Named {

		@ActivityMethod(name = "special")
		public void one() {
		}

		public void plain() {
		}

	}

	@Workflow
	static class Good {

		final Payments payments;

		@Autowired
		Payments fieldPayments;

		@Value("${remark}")
		String remark;

		Good(Payments payments) {
			this.payments = payments;
		}

		@WorkflowMethod
		void main() {
		}

	}

	@Workflow(name = "Good")
	static class Same {

		@WorkflowMethod
		void main() {
		}

	}

	@Activity(name = "Payments")
	static class SamePayments {

		public void refund() {
		}

	}

	@Workflow
	static class None {

		@SignalMethod
		void signal() {
		}

	}

	@Workflow
	static class Two {

		@WorkflowMethod
		void one() {
		}

		@WorkflowMethod
		void two() {
		}

	}

	@Activity
	static class Overloaded {

		public void pay(int amount) {
		}

		public void pay(String amount) {
		}

		@ActivityMethod(name = "Overloaded.payLong")
		public void pay(long amount) {
		}

	}

	@Workflow
	static class SameSignals {

		@WorkflowMethod
		void main() {
		}

		@SignalMethod
		void go() {
		}

		@SignalMethod(name = "go")
		void start() {
		}

	}

	@Workflow
	static final class FinalWorkflow {

		@WorkflowMethod
		void main() {
		}

	}

	@Activity
	static final class FinalActivity {

		public void act() {
		}

	}

	@Activity
	static class FinalMethods {

		public final void act() {
		}

		public final void other() {
		}

	}

	@Activity
	static class HiddenActivity {

		@ActivityMethod
		void hidden() {
		}

		@ActivityMethod
		public static void shared() {
		}

	}

	@Workflow
	static class HiddenWorkflow {

		@WorkflowMethod
		private void main() {
		}

		@SignalMethod
		static void stop() {
		}

	}

	@Workflow
	static class WrongResults {

		@SignalMethod
		String signal() {
			return "";
		}

		@QueryMethod
		void query() {
		}

		@WorkflowMethod
		@QueryMethod
		String both() {
			return "";
		}

	}

	@Workflow
	static class WrongId {

		@WorkflowMethod(id = "#order.id")
		void main(String customer) {
		}

	}

	@Workflow
	static class BrokenId {

		@WorkflowMethod(id = "#customer.")
		void main(String customer) {
		}

	}

	@Activity
	static class WrongSettings {

		@ActivityMethod(startToCloseTimeout = "soon", retry = @Retry(initialInterval = "${not.set}",
				maximumInterval = "-1s", backoffCoefficient = 0.5, maximumAttempts = -1))
		public void act() {
		}

	}

}
