package dev.durable.engine;

import dev.durable.client.StuckReason;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * The user's instance of a run, and what can be asked of it without moving it.
 */
public final class UserCode {

	private final Run run;

	private final WorkflowType type;

	private @Nullable Object target;

	UserCode(Run run, WorkflowType type) {
		this.run = run;
		this.type = type;
	}

	Object target() {
		if (this.target == null) {
			try {
				this.target = this.type.instances().get();
			}
			catch (RuntimeException ex) {
				throw new StuckException(StuckReason.WORKFLOW_CODE_ERROR, "[DURABLE-2] No instance of " + this.run
						+ " could be made: " + ex + ". See that its constructor only takes what the application has.",
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
			throw new UnreadableException("Workflow type '" + this.type.name() + "' has no signal '" + name
					+ "'; it has " + this.type.signals().keySet().stream().sorted().toList() + ".", null);
		}
		converter().readArguments(arguments, handler.parameterTypes());
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
			throw new UnreadableException("Workflow type '" + this.type.name() + "' has no query '" + name
					+ "'; it has " + this.type.queries().keySet().stream().sorted().toList() + ".", null);
		}
		@Nullable Object[] values = converter().readArguments(arguments, query.parameterTypes());
		Object result = Condition.readOnly(this.run, () -> {
			try {
				return query.invoke(target(), values);
			}
			catch (Throwable ex) {
				throw Failures.sneaky(ex);
			}
		});
		return converter().write(result);
	}

	private PayloadConverter converter() {
		return this.run.environment().converter();
	}

}
