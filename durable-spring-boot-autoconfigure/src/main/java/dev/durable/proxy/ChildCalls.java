package dev.durable.proxy;

import java.util.Map;

import dev.durable.ChildOptions;
import dev.durable.engine.ChildCall;
import dev.durable.history.Admission;
import dev.durable.history.PayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the engine needs of the call of a workflow method inside a workflow.
 */
final class ChildCalls {

	private static final ChildOptions DEFAULTS = ChildOptions.of((options) -> {
	});

	private final StartValues values;

	ChildCalls(PayloadConverter converter) {
		this.values = new StartValues(converter);
	}

	ChildCall call(WorkflowDefinition workflow, @Nullable Object[] arguments) {
		return call(workflow, DEFAULTS, arguments);
	}

	ChildCall call(WorkflowDefinition workflow, ChildOptions options, @Nullable Object[] arguments) {
		Admission admission = new Admission(
				LimitRule.limit(workflow.limit(), options.concurrencyKey(), options.concurrency(), arguments),
				workflow.precedence().precedence(options.fairnessKey(), options.priority(), arguments));
		return new ChildCall(workflow.name(), id(workflow, options, arguments), arguments,
				workflow.resultType(workflow.main()),
				workflow.defaults()
					.with(options)
					.toDetails(this.values.memo(options.memo()), this.values.attributes(options.attributes()), Map.of())
					.admitted(admission),
				options.parentClosePolicy(), options.cancellation());
	}

	private static @Nullable String id(WorkflowDefinition workflow, ChildOptions options,
			@Nullable Object[] arguments) {
		if (options.id().isPresent()) {
			return options.id().get();
		}
		WorkflowIdExpression expression = workflow.id();
		return (expression != null) ? expression.evaluate(arguments) : null;
	}

}
