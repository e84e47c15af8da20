package dev.durable.proxy;

import java.util.List;
import java.util.Locale;

import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.proxy.CallRecorder.RecordedCall;
import dev.durable.proxy.WorkflowDefinition.Kind;
import dev.durable.proxy.WorkflowDefinition.Role;
import org.jspecify.annotations.Nullable;

/**
 * Reads from blocks which method of a workflow they call: the one method that the block
 * is for, once, and nothing else.
 */
final class RecordedBlocks {

	private final CallRecorder recorder = new CallRecorder();

	<W> Block read(WorkflowDefinition workflow, Kind kind, Class<W> type, CallRecorder.Block<W> block) {
		String name = type.getSimpleName();
		List<RecordedCall> calls = this.recorder.record(type, block);
		if (calls.size() != 1) {
			throw new IllegalArgumentException("The block " + purpose(kind) + " " + name + " has called "
					+ (calls.isEmpty() ? "nothing" : calls.size() + " methods") + ". Let it call "
					+ expected(workflow, kind) + " once, on the object it is given");
		}
		RecordedCall call = calls.get(0);
		Role role = workflow.role(call.method());
		if (role == null || role.kind() != kind) {
			throw new IllegalArgumentException("The block " + purpose(kind) + " " + name + " has called '"
					+ call.method().getName() + "', which is not "
					+ ((kind == Kind.MAIN) ? "its workflow method" : "one of its @" + annotation(kind) + "s")
					+ ". Let it call " + expected(workflow, kind)
					+ "; to speak to a run that is there, use client.stub(" + name + ".class, id)");
		}
		return new Block(workflow, role, call.arguments());
	}

	private static String purpose(Kind kind) {
		return switch (kind) {
			case MAIN -> "that starts";
			case SIGNAL -> "that signals";
			case QUERY -> "that asks";
			case UPDATE -> "that updates";
		};
	}

	private static String expected(WorkflowDefinition workflow, Kind kind) {
		return (kind == Kind.MAIN) ? "the workflow method '" + workflow.main().getName() + "'"
				: "a @" + annotation(kind);
	}

	private static String annotation(Kind kind) {
		String name = kind.name();
		return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + "Method";
	}

	/**
	 * What a block calls.
	 *
	 * @param workflow the workflow
	 * @param role the method
	 * @param arguments its arguments
	 */
	record Block(WorkflowDefinition workflow, Role role, @Nullable Object[] arguments) {

		ClientCalls.Subject subject(Operation operation, String workflowId) {
			return new ClientCalls.Subject(operation, workflowId, this.workflow.name(), this.role.name(),
					this.workflow.parameterTypes(this.role.method()));
		}

	}

}
