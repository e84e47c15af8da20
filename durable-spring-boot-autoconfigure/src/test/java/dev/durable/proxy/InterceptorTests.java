package dev.durable.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityContexts;
import dev.durable.ActivityInfo;
import dev.durable.ActivityInterceptor;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowInterceptor;
import dev.durable.WorkflowMethod;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.node.Registry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for what applications put around the methods of workflows and activities.
 */
class InterceptorTests {

	private static final List<String> calls = new ArrayList<>();

	private static Registry registry(Class<?>... beans) {
		calls.clear();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(DurableDefinitions.class, () -> new DurableDefinitions(context.getBeanFactory(),
				ActivityConfiguration.NONE, context.getBeanProvider(AttemptTransactions.class)));
		context.register(beans);
		context.refresh();
		return context.getBean(DurableDefinitions.class).registry();
	}

	@Test
	void nothingIsBetweenWithoutInterceptors() {
		Registry registry = registry(Orders.class, Payments.class);
		assertThat(registry.workflows().get("Orders").main()).isInstanceOf(DurableMethod.class);
		assertThat(registry.activities().get("Payments.charge").method()).isInstanceOf(DurableMethod.class);
	}

	@Test
	void workflowMethodsAreSurroundedInOrder() throws Throwable {
		WorkflowType type = registry(Orders.class, Inner.class, Outer.class).workflows().get("Orders");
		Object orders = type.instances().get();
		assertThat(type.main().invoke(orders, new Object[] { "a" })).isEqualTo("done a!?");
		type.signals().get("approve").invoke(orders, new Object[] { "b" });
		assertThat(type.queries().get("status").invoke(orders, new Object[0])).isEqualTo("open?");
		type.validators().get("size").invoke(orders, new Object[] { 1 });
		assertThat(type.updates().get("size").invoke(orders, new Object[] { 1 })).isEqualTo(1);
		assertThat(calls).containsExactly("outer WORKFLOW Orders.process[a]", "inner process[a]", "process a!",
				"outer SIGNAL Orders.approve[b]", "inner approve[b]", "approve b!", "outer QUERY Orders.status[]",
				"inner status[]", "outer VALIDATOR Orders.size[1]", "inner size[1]", "outer UPDATE Orders.size[1]",
				"inner size[1]");
	}

	@Test
	void whatInterceptorsGiveMustFit() {
		WorkflowType type = registry(Orders.class, Wrong.class).workflows().get("Orders");
		Object orders = type.instances().get();
		assertThatIllegalArgumentException().isThrownBy(() -> type.main().invoke(orders, new Object[] { "a" }))
			.withMessageContaining("'process' of workflow type 'Orders'")
			.withMessageContaining("takes (java.lang.String)");
		assertThatExceptionOfType(ClassCastException.class)
			.isThrownBy(() -> type.updates().get("size").invoke(orders, new Object[] { 1 }))
			.withMessageContaining("returns int");
	}

	@Test
	void activityIsSurroundedAndKnowsItsAttempt() throws Throwable {
		Invocable charge = registry(Payments.class, AroundActivities.class).activities()
			.get("Payments.charge")
			.method();
		ActivityContext attempt = mock(ActivityContext.class);
		ActivityInfo info = mock(ActivityInfo.class);
		given(attempt.info()).willReturn(info);
		given(info.runId()).willReturn("r");
		ActivityContexts.bind(attempt);
		try {
			assertThat(charge.invoke(new Payments(), new Object[] { "a" })).isEqualTo("charged b");
		}
		finally {
			ActivityContexts.bind(null);
		}
		assertThat(calls).containsExactly("Payments.charge[a] of run r");
		assertThat(charge.parameterTypes()).containsExactly(String.class);
		assertThat(charge.resultType()).isEqualTo(String.class);
	}

	@Test
	void failuresPassAsTheyAre() {
		Invocable charge = registry(Payments.class, Failing.class).activities().get("Payments.charge").method();
		assertThatExceptionOfType(java.io.IOException.class)
			.isThrownBy(() -> charge.invoke(new Payments(), new Object[] { "a" }))
			.withMessage("no");
	}

	@Workflow
	static class Orders {

		@WorkflowMethod
		String process(String id) {
			calls.add("process " + id);
			return "done " + id;
		}

		@SignalMethod
		void approve(String who) {
			calls.add("approve " + who);
		}

		@QueryMethod
		String status() {
			return "open";
		}

		@UpdateMethod
		int size(int size) {
			return size;
		}

		@UpdateValidator("size")
		void check(int size) {
		}

	}

	@Activity
	static class Payments {

		public String charge(String id) {
			return "charged " + id;
		}

	}

	@Order(1)
	static class Outer implements WorkflowInterceptor {

		@Override
		public @Nullable Object intercept(WorkflowCall call) throws Throwable {
			calls.add("outer " + call.kind() + " " + call.workflowType() + "." + call.name()
					+ Arrays.toString(call.arguments()));
			Object result = call.proceed();
			return (result instanceof String text) ? text + "?" : result;
		}

	}

	@Order(2)
	static class Inner implements WorkflowInterceptor {

		@Override
		public @Nullable Object intercept(WorkflowCall call) throws Throwable {
			calls.add("inner " + call.name() + Arrays.toString(call.arguments()));
			Object[] arguments = call.arguments();
			if (arguments.length == 1 && arguments[0] instanceof String text) {
				arguments[0] = text + "!";
			}
			return call.proceed(arguments);
		}

	}

	static class Wrong implements WorkflowInterceptor {

		@Override
		public @Nullable Object intercept(WorkflowCall call) throws Throwable {
			return (call.kind() == Kind.WORKFLOW) ? call.proceed(new Object[] { 7 }) : "seven";
		}

	}

	static class AroundActivities implements ActivityInterceptor {

		@Override
		public @Nullable Object intercept(ActivityCall call) throws Throwable {
			calls.add(call.activity() + Arrays.toString(call.arguments()) + " of run " + call.info().runId());
			return call.proceed(new Object[] { "b" });
		}

	}

	static class Failing implements ActivityInterceptor {

		@Override
		public @Nullable Object intercept(ActivityCall call) throws Throwable {
			throw new java.io.IOException("no");
		}

	}

}
