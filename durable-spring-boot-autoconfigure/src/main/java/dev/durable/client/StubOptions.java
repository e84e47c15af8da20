package dev.durable.client;

import java.util.Optional;
import java.util.function.Consumer;

import dev.durable.ValueRules;
import org.jspecify.annotations.Nullable;

/**
 * How a stub speaks to a workflow. Given to {@link WorkflowClient#stub}. Immutable.
 */
public final class StubOptions {

	private final @Nullable String runId;

	private final @Nullable String signalId;

	private final @Nullable String updateId;

	private StubOptions(DefaultBuilder builder) {
		this.runId = builder.runId;
		this.signalId = builder.signalId;
		this.updateId = builder.updateId;
	}

	/**
	 * Collect options.
	 * @param options sets what differs from the defaults
	 * @return the options
	 * @throws IllegalArgumentException if a value is out of its limits
	 */
	public static StubOptions of(Consumer<Builder> options) {
		DefaultBuilder builder = new DefaultBuilder();
		options.accept(builder);
		return new StubOptions(builder);
	}

	/**
	 * The run to which the stub is bound.
	 * @return the run id, or empty to speak to the current run
	 */
	public Optional<String> runId() {
		return Optional.ofNullable(this.runId);
	}

	/**
	 * The id of the next signal through the stub.
	 * @return the id, or empty if each signal is a new one
	 */
	public Optional<String> signalId() {
		return Optional.ofNullable(this.signalId);
	}

	/**
	 * The id of the next update through the stub.
	 * @return the id, or empty if each update is a new one
	 */
	public Optional<String> updateId() {
		return Optional.ofNullable(this.updateId);
	}

	/**
	 * Collects options. Each may be set several times; the last value counts.
	 */
	public interface Builder {

		/**
		 * Bind the stub to one run.
		 * @param id the id, 1 to 200 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the id is out of these limits
		 */
		Builder runId(String id);

		/**
		 * Make the next signal through the stub idempotent: of signals with one id the
		 * workflow gets one, across continue-as-new too.
		 * @param id the id, 1 to 200 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the id is out of these limits
		 */
		Builder signalId(String id);

		/**
		 * Make the next update through the stub idempotent: of updates with one id the
		 * handler runs for one, and all callers get its answer.
		 * @param id the id, 1 to 200 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the id is out of these limits
		 */
		Builder updateId(String id);

	}

	private static final class DefaultBuilder implements Builder {

		private @Nullable String runId;

		private @Nullable String signalId;

		private @Nullable String updateId;

		@Override
		public Builder runId(String id) {
			this.runId = ValueRules.requireId("run id", id);
			return this;
		}

		@Override
		public Builder signalId(String id) {
			this.signalId = ValueRules.requireId("signal id", id);
			return this;
		}

		@Override
		public Builder updateId(String id) {
			this.updateId = ValueRules.requireId("update id", id);
			return this;
		}

	}

}
