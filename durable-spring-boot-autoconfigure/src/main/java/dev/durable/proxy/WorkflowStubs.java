package dev.durable.proxy;

import java.lang.reflect.Method;

import dev.durable.ActivityOptions;
import dev.durable.ChildOptions;
import dev.durable.engine.RunContext;
import dev.durable.engine.Stubs;
import dev.durable.history.PayloadConverter;
import dev.durable.proxy.WorkflowDefinition.Kind;
import dev.durable.proxy.WorkflowDefinition.Role;

/**
 * What workflow code calls instead of the beans it knows. Nothing is looked up or
 * recorded before a method is called.
 */
final class WorkflowStubs implements Stubs {

	private final DurableDefinitions definitions;

	private final ChildCalls children;

	WorkflowStubs(DurableDefinitions definitions, PayloadConverter converter) {
		this.definitions = definitions;
		this.children = new ChildCalls(converter);
	}

	@Override
	public <A> A activity(A activity, ActivityOptions options) {
		return ActivityStub.of(this.definitions, activity, options);
	}

	@Override
	public <W> W child(Class<W> type, ChildOptions options) {
		WorkflowDefinition workflow = this.definitions.workflow(type);
		return CallRecorder.stub(type, (invocation) -> {
			Method method = invocation.getMethod();
			Role role = workflow.role(method);
			if (role == null || role.kind() != Kind.MAIN) {
				throw new IllegalStateException(place(workflow, method)
						+ " was called on the stub of a child, which only starts it by its @WorkflowMethod. Signal it"
						+ " by Durable.external(" + workflow.simpleName() + ".class, id) once it runs");
			}
			return required(workflow, method)
				.child(this.children.call(workflow, options, invocation.getArguments().clone()));
		});
	}

	@Override
	public <W> W external(Class<W> type, String workflowId) {
		WorkflowDefinition workflow = this.definitions.workflow(type);
		return CallRecorder.stub(type, (invocation) -> {
			Method method = invocation.getMethod();
			Role role = workflow.role(method);
			if (role == null || role.kind() != Kind.SIGNAL) {
				throw new IllegalStateException(place(workflow, method) + " was called on the stub of workflow '"
						+ workflowId + "', which can only be signalled from a workflow. Call a @SignalMethod; queries"
						+ " and updates are asked from an activity, by a WorkflowClient, and a child is started by"
						+ " Durable.child");
			}
			required(workflow, method).signalExternal(workflowId, role.name(), invocation.getArguments().clone());
			return null;
		});
	}

	private static String place(WorkflowDefinition workflow, Method method) {
		return workflow.simpleName() + "." + method.getName();
	}

	private static RunContext required(WorkflowDefinition workflow, Method method) {
		RunContext context = RunContext.currentOrNull();
		if (context != null) {
			return context;
		}
		throw ForeignThread.isCurrent() ? ForeignThread.refused(place(workflow, method))
				: new IllegalStateException(place(workflow, method) + " was called outside of a workflow, on a stub"
						+ " that is for the run that has made it. Use a WorkflowClient");
	}

}
