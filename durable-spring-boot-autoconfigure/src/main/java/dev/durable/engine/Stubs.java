package dev.durable.engine;

import dev.durable.ActivityOptions;
import dev.durable.ChildOptions;

/**
 * Makes the objects that workflow code calls instead of the beans it knows.
 */
public interface Stubs {

	/**
	 * What holds where no beans are: nothing can be made.
	 */
	Stubs NONE = new Stubs() {
		@Override
		public <A> A activity(A activity, ActivityOptions options) {
			throw new UnsupportedOperationException("No stub of an activity can be made without Spring");
		}

		@Override
		public <W> W child(Class<W> type, ChildOptions options) {
			throw new UnsupportedOperationException("No stub of a child can be made without Spring");
		}

		@Override
		public <W> W external(Class<W> type, String workflowId) {
			throw new UnsupportedOperationException("No stub of another workflow can be made without Spring");
		}
	};

	/**
	 * Make the same activity with other options.
	 * @param activity the injected activity bean
	 * @param options what differs
	 * @param <A> the type of the activity
	 * @return an object whose methods are activities
	 * @throws IllegalArgumentException if it is no activity bean
	 */
	<A> A activity(A activity, ActivityOptions options);

	/**
	 * Make a stub whose workflow method is a child workflow.
	 * @param type the workflow class, or an interface of it
	 * @param options with what the child is started
	 * @param <W> the type of the workflow
	 * @return the stub
	 * @throws IllegalArgumentException if it is no workflow
	 */
	<W> W child(Class<W> type, ChildOptions options);

	/**
	 * Make a stub whose signal methods signal another workflow.
	 * @param type the workflow class, or an interface of it
	 * @param workflowId the workflow id of the other
	 * @param <W> the type of the workflow
	 * @return the stub
	 * @throws IllegalArgumentException if it is no workflow
	 */
	<W> W external(Class<W> type, String workflowId);

}
