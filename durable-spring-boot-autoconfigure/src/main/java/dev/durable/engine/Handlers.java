package dev.durable.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of signals and updates, each in a branch of its own from the turn of its
 * event until it ends.
 */
final class Handlers {

	private final RunCore run;

	private final WorkflowType type;

	private final Map<Long, String> working = new LinkedHashMap<>();

	private final Set<String> openUpdates = new LinkedHashSet<>();

	Handlers(RunCore run, WorkflowType type) {
		this.run = run;
		this.type = type;
	}

	void accept(Incoming.SignalReceived event, long seq) {
		Invocable handler = this.type.signals().get(event.name());
		if (handler == null) {
			throw this.run
				.nonDeterminism("the history has signal '" + event.name() + "', for which the code has no handler");
		}
		@Nullable Object[] arguments = read(event.arguments(), handler);
		this.working.put(seq, event.name());
		Origin origin = new Origin(this.run.root(), event.headers(), false);
		this.run.branches().add("signal " + event.name(), origin, () -> {
			signal(handler, arguments);
			this.working.remove(seq);
		}, null);
	}

	private void signal(Invocable handler, @Nullable Object[] arguments) {
		try {
			handler.invoke(this.run.code().target(), arguments);
		}
		catch (Throwable ex) {
			this.run.handlerFailed(ex);
		}
	}

	void accept(Incoming.UpdateAccepted event, long seq) {
		Invocable handler = this.type.updates().get(event.name());
		if (handler == null) {
			throw this.run
				.nonDeterminism("the history has update '" + event.name() + "', for which the code has no handler");
		}
		@Nullable Object[] arguments = read(event.arguments(), handler);
		this.working.put(seq, event.name());
		this.openUpdates.add(event.updateId());
		Origin origin = new Origin(this.run.root(), event.headers(), true);
		this.run.branches().add("update " + event.name(), origin, () -> {
			Command.UpdateCompleted answer = update(event.updateId(), handler, arguments);
			if (answer != null) {
				this.run.issue(answer);
				this.openUpdates.remove(event.updateId());
				this.working.remove(seq);
			}
		}, null);
	}

	private Command.@Nullable UpdateCompleted update(String updateId, Invocable handler, @Nullable Object[] arguments) {
		try {
			Object result = handler.invoke(this.run.code().target(), arguments);
			return new Command.UpdateCompleted(updateId, write(handler, result), null);
		}
		catch (UnwritableException ex) {
			return new Command.UpdateCompleted(updateId, null,
					FailureInfo.application(UnwritableException.class.getName(), "The result of update '" + updateId
							+ "' of " + this.run + " cannot be stored: " + ex.getMessage()));
		}
		catch (Throwable ex) {
			return this.run.isBusiness(ex) ? new Command.UpdateCompleted(updateId, null,
					Failures.describe(ex, this.run.environment().converter())) : null;
		}
	}

	private Payload write(Invocable handler, @Nullable Object result) {
		return (handler.resultType() != void.class) ? this.run.environment().converter().write(result) : Payload.NULL;
	}

	private @Nullable Object[] read(Payload arguments, Invocable handler) {
		return this.run.environment().converter().readArguments(arguments, handler.parameterTypes());
	}

	Set<String> openUpdates() {
		return Collections.unmodifiableSet(new LinkedHashSet<>(this.openUpdates));
	}

	List<String> working() {
		return List.copyOf(this.working.values());
	}

	boolean allFinished() {
		return this.working.isEmpty();
	}

}
