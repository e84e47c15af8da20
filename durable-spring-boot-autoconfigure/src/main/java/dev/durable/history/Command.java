package dev.durable.history;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import dev.durable.CancellationType;
import dev.durable.ParentClosePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What workflow code asked for. On replay the code must ask for the same again:
 * {@link #target()} together with the kind is what is compared.
 */
public sealed interface Command extends Event {

	/**
	 * Return what the command is about, as far as it must be equal on replay.
	 * @return the target, empty where the kind alone counts
	 */
	default String target() {
		return "";
	}

	/**
	 * An activity was called.
	 *
	 * @param activity the name of the activity
	 * @param arguments its arguments, as one array
	 * @param settings the options as they were resolved at the call
	 * @param headers the context of the caller, by propagator
	 */
	record ActivityScheduled(String activity, Payload arguments, ActivitySettings settings,
			Map<String, String> headers) implements Command {

		public ActivityScheduled {
			headers = Map.copyOf(headers);
		}

		/**
		 * Make the command of a call without context.
		 * @param activity the name of the activity
		 * @param arguments its arguments, as one array
		 * @param settings the options as they were resolved at the call
		 */
		public ActivityScheduled(String activity, Payload arguments, ActivitySettings settings) {
			this(activity, arguments, settings, Map.of());
		}

		@Override
		public String target() {
			return this.activity;
		}

	}

	/**
	 * A timer was set.
	 *
	 * @param due when it fires, by the clock of the database
	 */
	record TimerStarted(Instant due) implements Command {
	}

	/**
	 * A timer is no longer needed.
	 *
	 * @param timerId the timer, named by the position of its {@link TimerStarted}
	 */
	record TimerCancelled(long timerId) implements Command {

		@Override
		public String target() {
			return "timer " + this.timerId;
		}

	}

	/**
	 * A side effect ran.
	 *
	 * @param value what it returned
	 * @param failure what it threw instead
	 */
	record SideEffectRecorded(@Nullable Payload value, @Nullable FailureInfo failure) implements Command {
	}

	/**
	 * A call was refused before anything was done, because what it carries cannot be
	 * stored.
	 *
	 * @param call what was called
	 * @param failure what the workflow got to see
	 */
	record CallRefused(String call, FailureInfo failure) implements Command {

		@Override
		public String target() {
			return this.call;
		}

	}

	/**
	 * The result of an activity is not wanted any more.
	 *
	 * @param activityId the activity, named by the position of its
	 * {@link ActivityScheduled}
	 */
	record ActivityCancelRequested(long activityId) implements Command {

		@Override
		public String target() {
			return "activity " + this.activityId;
		}

	}

	/**
	 * A child workflow was started, together with this command.
	 *
	 * @param childId the child, named by the first run of its chain
	 * @param workflowId its workflow id
	 * @param type its type
	 * @param arguments its arguments, as one array
	 * @param details with what it is started besides
	 * @param closePolicy what becomes of it when the chain of its parent closes
	 * @param cancellation what a cancellation of the call means
	 */
	record ChildInitiated(UUID childId, String workflowId, String type, Payload arguments, StartDetails details,
			ParentClosePolicy closePolicy, CancellationType cancellation) implements Command {

		@Override
		public String target() {
			return this.type;
		}

	}

	/**
	 * A child is asked to cancel.
	 *
	 * @param childId the child
	 * @param initiated the position of its {@link ChildInitiated}
	 */
	record ChildCancelRequested(UUID childId, long initiated) implements Command {

		@Override
		public String target() {
			return "child " + this.initiated;
		}

	}

	/**
	 * A signal was sent to another workflow, together with this command.
	 *
	 * @param workflowId the workflow id of the other
	 * @param signal the name of the signal
	 * @param arguments its arguments, as one array
	 * @param headers the context of the sender, by propagator
	 */
	record ExternalSignalInitiated(String workflowId, String signal, Payload arguments,
			Map<String, String> headers) implements Command {

		public ExternalSignalInitiated {
			headers = Map.copyOf(headers);
		}

		@Override
		public String target() {
			return this.workflowId + "." + this.signal;
		}

	}

	/**
	 * Another workflow is asked to cancel, together with this command.
	 *
	 * @param workflowId the workflow id of the other
	 */
	record ExternalCancelInitiated(String workflowId) implements Command {

		@Override
		public String target() {
			return this.workflowId;
		}

	}

	/**
	 * The code has chosen a version of a change.
	 *
	 * @param changeId the change
	 * @param version the version that holds for this run
	 * @param build the build whose code has chosen it, or null if that is not known
	 */
	record VersionMarked(String changeId, int version, @Nullable String build) implements Command {

		@Override
		public String target() {
			return this.changeId;
		}

	}

	/**
	 * An attribute was set.
	 *
	 * @param name its name
	 * @param value its value, or null if it was removed
	 */
	record AttributesUpserted(String name, @Nullable Payload value) implements Command {

		@Override
		public String target() {
			return this.name;
		}

	}

	/**
	 * A value of the memo was set.
	 *
	 * @param name its name
	 * @param value its value, or null if it was removed
	 */
	record MemoUpserted(String name, @Nullable Payload value) implements Command {

		@Override
		public String target() {
			return this.name;
		}

	}

	/**
	 * The handler of an update has ended.
	 *
	 * @param updateId the update
	 * @param result what it returned
	 * @param failure what it threw instead
	 */
	record UpdateCompleted(String updateId, @Nullable Payload result,
			@Nullable FailureInfo failure) implements Command {

		@Override
		public String target() {
			return this.updateId;
		}

	}

}
