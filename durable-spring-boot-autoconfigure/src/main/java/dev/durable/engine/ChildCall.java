package dev.durable.engine;

import java.lang.reflect.Type;

import dev.durable.CancellationType;
import dev.durable.ParentClosePolicy;
import dev.durable.history.StartDetails;
import org.jspecify.annotations.Nullable;

/**
 * The call of a workflow method inside a workflow.
 *
 * @param type the workflow type
 * @param workflowId the workflow id, or null for a random one
 * @param arguments the arguments
 * @param resultType what the method returns
 * @param details with what the child is started besides; parent, headers and deadline are
 * added
 * @param closePolicy what becomes of the child when its parent closes
 * @param cancellation what a cancellation of the call means
 */
public record ChildCall(String type, @Nullable String workflowId, @Nullable Object[] arguments, Type resultType,
		StartDetails details, ParentClosePolicy closePolicy, CancellationType cancellation) {

}
