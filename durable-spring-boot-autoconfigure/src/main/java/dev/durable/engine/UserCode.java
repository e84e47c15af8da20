package dev.durable.engine;

import java.util.Map;
import java.util.function.Supplier;

import dev.durable.client.StuckReason;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * The user's instance of a run, and what can be asked of it without moving it.
 */
public final class UserCode {

	private final RunCore run;

	private final WorkflowType type;

	private @Nullable Object target;

	UserCode(RunCore run, WorkflowType type) {
		this.run = run;
		this.type = type;
	}

	Object target() {
		if (this.target == null) {
			try {
				this.target = this.type.instances().get();
			}
			catch (RuntimeException ex) {
				throw new StuckException(
						StuckReason.WORKFLOW_CODE_ERROR, "[DURABLE-2] No instance of " + this.run + " could be made: "
								+ Printed.text(ex) + ". See that its constructor only takes what the application has.",
						ex);
			}
		}
		return this.target;
	}

	/**
	 * Tell whether a signal can be taken, before it becomes an event.
	 * @param name the name of the signal
	 * @param arguments its arguments
	 * @throws UnreadableException if there is no such handler, or the arguments do not
	 * fit
	 */
	public void checkSignal(String name, Payload arguments) {
		Invocable handler = this.type.signals().get(name);
		if (handler == null) {
			throw unknown("signal", name, this.type.signals());
		}
		converter().readArguments(arguments, handler.parameterTypes());
	}

	/**
	 * Tell whether an update can be taken, before it becomes an event: its handler is
	 * there, its arguments fit, and its validator has nothing against it. The validator
	 * is called on the calling thread, read-only.
	 * @param name the name of the update
	 * @param arguments its arguments
	 * @throws UnreadableException if there is no such handler, or the arguments do not
	 * fit
	 * @throws Throwable what the validator throws
	 */
	public void checkUpdate(String name, Payload arguments) throws Throwable {
		Invocable handler = this.type.updates().get(name);
		if (handler == null) {
			throw unknown("update", name, this.type.updates());
		}
		converter().readArguments(arguments, handler.parameterTypes());
		Invocable validator = this.type.validators().get(name);
		if (validator != null) {
			Condition.<@Nullable Object>watched(this.run,
					call(validator, converter().readArguments(arguments, validator.parameterTypes())));
		}
	}

	private Supplier<@Nullable Object> call(Invocable method, @Nullable Object[] arguments) {
		return () -> {
			try {
				return method.invoke(target(), arguments);
			}
			catch (Throwable ex) {
				throw Failures.sneaky(ex);
			}
		};
	}

	private UnreadableException unknown(String what, String name, Map<String, Invocable> known) {
		return new UnreadableException("Workflow type '" + this.type.name() + "' has no " + what + " '" + name
				+ "'; it has " + known.keySet().stream().sorted().toList() + ".", null);
	}

	/**
	 * Call a query method on the state as it is now, on the calling thread, read-only.
	 * @param name the name of the query
	 * @param arguments its arguments
	 * @return its result
	 * @throws UnreadableException if there is no such query, or the arguments do not fit
	 * @throws Throwable what the query method throws
	 */
	public Payload query(String name, Payload arguments) throws Throwable {
		Invocable query = this.type.queries().get(name);
		if (query == null) {
			throw unknown("query", name, this.type.queries());
		}
		return converter().write(Condition.<@Nullable Object>readOnly(this.run,
				call(query, converter().readArguments(arguments, query.parameterTypes()))));
	}

	private PayloadConverter converter() {
		return this.run.environment().converter();
	}

}
