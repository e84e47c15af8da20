package dev.durable.engine;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.durable.CancellationType;
import dev.durable.ParentClosePolicy;
import dev.durable.WorkflowContext;
import dev.durable.history.ActivitySettings;
import dev.durable.history.PayloadConverter;
import dev.durable.history.StartDetails;
import dev.durable.jackson.JacksonPayloadConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

/**
 * Workflow types written as lambdas, for tests of the engine without any bean.
 */
public final class WorkflowTypes {

	public static final PayloadConverter CONVERTER = new JacksonPayloadConverter(JsonMapper.builder().build(),
			DataSize.ofKilobytes(64));

	private static final ExecutorService THREADS = Executors.newCachedThreadPool((body) -> {
		Thread thread = new Thread(null, body, "branch", 0, false);
		thread.setDaemon(true);
		return thread;
	});

	public static final Environment ENVIRONMENT = new Environment(CONVERTER, (name, body) -> THREADS.execute(body),
			WorkflowContext::isBugByDefault, (run, stack) -> {
			}, (run, activity) -> {
			});

	private WorkflowTypes() {
	}

	/**
	 * A workflow without arguments, signals and queries.
	 */
	public static WorkflowType of(Code main) {
		return of(main, Map.of(), Map.of());
	}

	public static WorkflowType of(Code main, Map<String, Invocable> signals, Map<String, Invocable> queries) {
		return new WorkflowType("Test", Object::new, code(Object.class, (arguments) -> main.run()), signals, queries);
	}

	public static Invocable code(Type result, CodeWithArguments code, Type... parameters) {
		return new Invocable() {

			@Override
			public Type[] parameterTypes() {
				return parameters;
			}

			@Override
			public Type resultType() {
				return result;
			}

			@Override
			public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
				return code.run(arguments);
			}

		};
	}

	/**
	 * Call an activity from workflow code.
	 */
	public static String call(String name, Object... arguments) {
		return call(new ActivityType(name, String.class, List.of(), ActivitySettings.DEFAULTS), arguments);
	}

	public static String call(ActivityType activity, Object... arguments) {
		return (String) RunContext.currentOrNull().activity(activity, arguments);
	}

	/**
	 * Call an activity that is cancelled in a certain way.
	 */
	public static String call(String name, CancellationType cancellation) {
		ActivitySettings defaults = ActivitySettings.DEFAULTS;
		return call(new ActivityType(name, String.class, List.of(),
				new ActivitySettings(defaults.startToClose(), null, null, null, defaults.retry(), cancellation)));
	}

	/**
	 * Call a child workflow.
	 */
	public static String child(String workflowId, CancellationType cancellation, Object... arguments) {
		return (String) RunContext.currentOrNull()
			.child(new ChildCall("Child", workflowId, arguments, String.class, StartDetails.NONE,
					ParentClosePolicy.TERMINATE, cancellation));
	}

	public static Environment environment(RunLimits limits) {
		return environment(limits, ContextPropagation.NONE);
	}

	public static Environment environment(RunLimits limits, ContextPropagation propagation) {
		return environment(limits, propagation, Builds.UNKNOWN);
	}

	static Environment environment(Builds builds) {
		return environment(RunLimits.DEFAULTS, ContextPropagation.NONE, builds);
	}

	private static Environment environment(RunLimits limits, ContextPropagation propagation, Builds builds) {
		return new Environment(CONVERTER, ENVIRONMENT.threads(), ENVIRONMENT.bugs(), ENVIRONMENT.blocked(),
				ENVIRONMENT.drift(), UUID::randomUUID, Stubs.NONE, propagation, limits, builds);
	}

	/**
	 * Code of a workflow.
	 */
	@FunctionalInterface
	public interface Code {

		@Nullable Object run() throws Exception;

	}

	/**
	 * Code of a handler.
	 */
	@FunctionalInterface
	public interface CodeWithArguments {

		@Nullable Object run(@Nullable Object[] arguments) throws Exception;

	}

}
