package dev.durable.engine;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.durable.WorkflowContext;
import org.jspecify.annotations.Nullable;

/**
 * A condition that a branch waits for. It is looked at by whoever hands out the baton, in
 * read-only mode; what it throws is thrown where the branch waits.
 */
final class Condition implements BooleanSupplier {

	private final RunCore run;

	private final BooleanSupplier code;

	private boolean held;

	private @Nullable Throwable failure;

	Condition(RunCore run, BooleanSupplier code) {
		this.run = run;
		this.code = code;
	}

	/**
	 * Look at the condition.
	 * @return whether there is no need to wait any more: it holds, or has thrown
	 */
	@Override
	public boolean getAsBoolean() {
		try {
			this.held = watched(this.run, this.code::getAsBoolean);
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		return this.held || this.failure != null;
	}

	/**
	 * Call user code as {@link #readOnly} does, on a thread that the run needs back.
	 */
	static <T extends @Nullable Object> T watched(RunCore run, Supplier<T> code) {
		Environment environment = run.environment();
		Runnable ended = environment.threads()
			.reading(run.identity(), (stack) -> environment.blocked().accept(run.identity(), stack));
		try {
			return readOnly(run, code);
		}
		finally {
			ended.run();
		}
	}

	/**
	 * Call user code on this thread so that it can look at the run, but change nothing.
	 */
	static <T extends @Nullable Object> T readOnly(RunCore run, Supplier<T> code) {
		WorkflowContext before = WorkflowContext.current();
		WorkflowContext.bind(new RunContext(run, null));
		try {
			return code.get();
		}
		finally {
			WorkflowContext.bind(before);
		}
	}

	/**
	 * Return what was found at the last look.
	 * @return whether the condition held
	 */
	boolean result() {
		if (this.failure != null) {
			throw Failures.sneaky(this.failure);
		}
		return this.held;
	}

}
