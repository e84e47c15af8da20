package dev.durable.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A workflow type written as lambdas over an instance that each run has of its own, so
 * that a replay begins with fresh fields.
 */
final class TestWorkflow {

	private final Code main;

	private final Type[] parameters;

	private final Map<String, Invocable> signals = new HashMap<>();

	private final Map<String, Invocable> queries = new HashMap<>();

	private final Map<String, Invocable> updates = new HashMap<>();

	private final Map<String, Invocable> validators = new HashMap<>();

	private TestWorkflow(Code main, Type[] parameters) {
		this.main = main;
		this.parameters = parameters;
	}

	static TestWorkflow of(Code main, Type... parameters) {
		return new TestWorkflow(main, parameters);
	}

	TestWorkflow signal(String name, Code code, Type... types) {
		this.signals.put(name, invocable(code, void.class, types));
		return this;
	}

	TestWorkflow query(String name, Code code) {
		this.queries.put(name, invocable(code, Object.class));
		return this;
	}

	TestWorkflow update(String name, Code code, Type... types) {
		this.updates.put(name, invocable(code, Object.class, types));
		return this;
	}

	TestWorkflow validator(String name, Code code, Type... types) {
		this.validators.put(name, invocable(code, void.class, types));
		return this;
	}

	WorkflowType type() {
		return new WorkflowType("Test", Fields::new, invocable(this.main, Object.class, this.parameters), this.signals,
				this.queries, this.updates, this.validators, null);
	}

	private static Invocable invocable(Code code, Type result, Type... types) {
		return new Invocable() {

			@Override
			public Type[] parameterTypes() {
				return types;
			}

			@Override
			public Type resultType() {
				return result;
			}

			@Override
			public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
				return code.run((Fields) target, arguments);
			}

		};
	}

	/**
	 * Code of a workflow.
	 */
	@FunctionalInterface
	interface Code {

		@Nullable Object run(Fields fields, @Nullable Object[] arguments) throws Exception;

	}

	/**
	 * The fields of an instance.
	 */
	static final class Fields {

		final List<Object> seen = new ArrayList<>();

		final Map<String, Object> values = new HashMap<>();

		int count;

		boolean flag;

		@SuppressWarnings("unchecked")
		<T> T value(String name) {
			return (T) this.values.get(name);
		}

	}

}
