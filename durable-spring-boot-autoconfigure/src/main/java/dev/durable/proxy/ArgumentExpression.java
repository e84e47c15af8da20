package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ObjectUtils;

/**
 * An expression over the arguments of a workflow method.
 */
final class ArgumentExpression {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Method method;

	private final SpelExpression expression;

	private ArgumentExpression(Method method, SpelExpression expression) {
		this.method = method;
		this.expression = expression;
	}

	/**
	 * Parse an expression.
	 * @param text the expression
	 * @param method the workflow method
	 * @return the parsed expression
	 * @throws IllegalArgumentException if it does not parse or names what is not there
	 */
	static ArgumentExpression parse(String text, Method method) {
		SpelExpression expression;
		try {
			expression = new SpelExpressionParser().parseRaw(text);
		}
		catch (ParseException | IllegalStateException ex) {
			throw new IllegalArgumentException("does not parse: " + ex.getMessage(), ex);
		}
		check(expression.getAST(), known(method));
		return new ArgumentExpression(method, expression);
	}

	private static Set<String> known(Method method) {
		Set<String> known = new TreeSet<>();
		String[] names = NAMES.getParameterNames(method);
		if (names != null) {
			Arrays.stream(names).map((name) -> "#" + name).forEach(known::add);
		}
		else if (method.getParameterCount() > 0) {
			known.add("no names without the compiler option -parameters");
		}
		for (int index = 0; index < method.getParameterCount(); index++) {
			known.addAll(List.of("#a" + index, "#p" + index));
		}
		return known;
	}

	private static void check(SpelNode node, Set<String> known) {
		boolean named = node instanceof VariableReference || node instanceof FunctionReference;
		if (named && !known.contains(node.toStringAST())) {
			throw new IllegalArgumentException(
					"names " + node.toStringAST() + ", and the parameters are " + String.join(", ", known));
		}
		if (node instanceof PropertyOrFieldReference || node instanceof MethodReference) {
			throw new IllegalArgumentException("has '" + node.toStringAST() + "' of no object; parameters are written "
					+ String.join(", ", known));
		}
		for (SpelNode child : checked(node)) {
			check(child, known);
		}
	}

	/**
	 * What follows the first part of a path has that part as its object; the arguments of
	 * its methods have none.
	 */
	private static List<SpelNode> checked(SpelNode node) {
		List<SpelNode> children = children(node);
		if (!(node instanceof CompoundExpression)) {
			return children;
		}
		List<SpelNode> checked = new ArrayList<>(children.subList(0, 1));
		children.stream()
			.skip(1)
			.filter(MethodReference.class::isInstance)
			.forEach((call) -> checked.addAll(children(call)));
		return checked;
	}

	private static List<SpelNode> children(SpelNode node) {
		return IntStream.range(0, node.getChildCount()).mapToObj(node::getChild).toList();
	}

	/**
	 * Evaluate the expression.
	 * @param purpose what it is for
	 * @param arguments the arguments of the workflow method
	 * @return the text of its value, or null if it gives null
	 * @throws IllegalArgumentException if it cannot be evaluated, or what it gives has no
	 * text of its own
	 */
	@Nullable String evaluate(Purpose purpose, @Nullable Object[] arguments) {
		Object value;
		try {
			value = this.expression
				.getValue(new MethodBasedEvaluationContext(Arrays.asList(arguments), this.method, arguments, NAMES));
		}
		catch (EvaluationException ex) {
			throw invalid(purpose, "cannot be evaluated", arguments, ex);
		}
		if (value == null) {
			return null;
		}
		String text = value.toString();
		if (text.isBlank()) {
			throw invalid(purpose, "gives '" + text + "'", arguments, null);
		}
		if (text.equals(ObjectUtils.identityToString(value))) {
			throw new IllegalArgumentException(
					purpose.message(this, "gives a " + value.getClass().getName() + ", which has no text of its own"));
		}
		return text;
	}

	/**
	 * Say what is wrong with a value.
	 * @param purpose what the expression is for
	 * @param problem what is wrong
	 * @param arguments the arguments of the workflow method
	 * @param cause the cause, or null
	 * @return the exception
	 */
	IllegalArgumentException invalid(Purpose purpose, String problem, @Nullable Object[] arguments,
			@Nullable EvaluationException cause) {
		String reason = (cause != null) ? ": " + cause.getMessage() : "";
		return new IllegalArgumentException(purpose.message(this, problem + " for " + describe(arguments) + reason),
				cause);
	}

	private static String describe(@Nullable Object[] arguments) {
		List<String> types = new ArrayList<>();
		for (Object argument : arguments) {
			types.add((argument instanceof CharSequence || argument instanceof Number || argument == null)
					? "'" + argument + "'" : "a " + argument.getClass().getSimpleName());
		}
		return "the arguments (" + String.join(", ", types) + ")";
	}

	@Override
	public String toString() {
		return "'" + this.expression.getExpressionString() + "' of " + this.method.getDeclaringClass().getSimpleName()
				+ "." + this.method.getName();
	}

	/**
	 * What an expression is for.
	 *
	 * @param name what its value is
	 * @param alternative how the caller can set the value instead
	 */
	record Purpose(String name, String alternative) {

		private String message(ArgumentExpression expression, String problem) {
			return "The " + this.name + " expression " + expression + " " + problem
					+ ". Correct the expression or the arguments, or set " + this.alternative;
		}

	}

}
