package dev.durable.proxy;

import java.lang.reflect.Method;

import dev.durable.client.Names;
import org.jspecify.annotations.Nullable;

/**
 * The expression over the arguments of a workflow method that gives the workflow id.
 */
final class WorkflowIdExpression {

	private static final ArgumentExpression.Purpose PURPOSE = new ArgumentExpression.Purpose("workflow id",
			"an id: options.id(...)");

	private final ArgumentExpression expression;

	private WorkflowIdExpression(ArgumentExpression expression) {
		this.expression = expression;
	}

	/**
	 * Parse an expression.
	 * @param text the expression
	 * @param method the workflow method
	 * @return the parsed expression
	 * @throws IllegalArgumentException if it does not parse or names what is not there
	 */
	static WorkflowIdExpression parse(String text, Method method) {
		return new WorkflowIdExpression(ArgumentExpression.parse(text, method));
	}

	/**
	 * Evaluate the expression.
	 * @param arguments the arguments of the workflow method
	 * @return the workflow id
	 * @throws IllegalArgumentException if it cannot be evaluated, or what it gives cannot
	 * be an id
	 */
	String evaluate(@Nullable Object[] arguments) {
		String id = this.expression.evaluate(PURPOSE, arguments);
		if (id == null) {
			throw this.expression.invalid(PURPOSE, "gives null", arguments, null);
		}
		return Names.requireId("workflow id from " + this.expression, id);
	}

	@Override
	public String toString() {
		return this.expression.toString();
	}

}
