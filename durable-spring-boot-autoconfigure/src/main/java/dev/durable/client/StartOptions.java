package dev.durable.client;

import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How a run is started. Immutable.
 */
public final class StartOptions {

	private final @Nullable String id;

	private final WorkflowIdConflictPolicy conflictPolicy;

	private StartOptions(DefaultBuilder builder) {
		this.id = builder.id;
		this.conflictPolicy = builder.conflictPolicy;
	}

	/**
	 * Collect options.
	 * @param options sets what differs from the defaults
	 * @return the options
	 * @throws IllegalArgumentException if a value is out of its limits
	 */
	public static StartOptions of(Consumer<Builder> options) {
		DefaultBuilder builder = new DefaultBuilder();
		options.accept(builder);
		return new StartOptions(builder);
	}

	/**
	 * The id that the caller has set.
	 * @return the workflow id, or empty to take it from the workflow method's id
	 * expression or, without one, to make a time-ordered UUID
	 */
	public Optional<String> id() {
		return Optional.ofNullable(this.id);
	}

	/**
	 * What happens if a run with the id is open.
	 * @return the policy, {@link WorkflowIdConflictPolicy#FAIL} unless it was set
	 */
	public WorkflowIdConflictPolicy conflictPolicy() {
		return this.conflictPolicy;
	}

	/**
	 * Collects options. Each may be set several times; the last value counts.
	 */
	public interface Builder {

		/**
		 * Set the workflow id.
		 * @param id the id, 1 to 200 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the id is out of these limits
		 */
		Builder id(String id);

		/**
		 * Set what happens if a run with the id is open.
		 * @param policy the policy
		 * @return this builder
		 */
		Builder conflictPolicy(WorkflowIdConflictPolicy policy);

	}

	private static final class DefaultBuilder implements Builder {

		private @Nullable String id;

		private WorkflowIdConflictPolicy conflictPolicy = WorkflowIdConflictPolicy.FAIL;

		@Override
		public Builder id(String id) {
			this.id = Names.requireId("workflow id", id);
			return this;
		}

		@Override
		public Builder conflictPolicy(WorkflowIdConflictPolicy policy) {
			this.conflictPolicy = policy;
			return this;
		}

	}

}
