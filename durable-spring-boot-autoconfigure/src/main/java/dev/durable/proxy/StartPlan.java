package dev.durable.proxy;

import java.lang.reflect.Type;

import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.client.StartOptions;
import org.jspecify.annotations.Nullable;

/**
 * A start that was asked for.
 *
 * @param workflowId the workflow id
 * @param type the workflow type
 * @param workflow what is known of it, or null for a type of others
 * @param options the options of the start
 * @param resultType the type as which the result is read
 */
record StartPlan(String workflowId, String type, @Nullable WorkflowDefinition workflow, StartOptions options,
		Type resultType) {

	ClientCalls.Subject subject() {
		return new ClientCalls.Subject(Operation.START, this.workflowId, this.type, null,
				(this.workflow != null) ? this.workflow.parameterTypes(this.workflow.main()) : null);
	}

}
