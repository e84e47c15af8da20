package dev.durable.engine;

import dev.durable.CancellationScope;
import org.jspecify.annotations.Nullable;

/**
 * What workflow code has in hand of a scope.
 *
 * @param scope the scope
 * @param outcome the outcome of its block
 */
record ScopeHandle(Scope scope, RunPromise<@Nullable Void> outcome) implements CancellationScope {

	@Override
	public void cancel() {
		RunContext.required("CancellationScope.cancel").writable("CancellationScope.cancel");
		if (!this.outcome.isDone() || !this.scope.isEmpty()) {
			this.scope.cancel(null);
		}
	}

	@Override
	public boolean isCancelled() {
		return this.scope.isCancelled();
	}

	@Override
	public void join() {
		this.outcome.get();
	}

}
