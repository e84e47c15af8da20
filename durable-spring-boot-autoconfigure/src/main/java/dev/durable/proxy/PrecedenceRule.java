package dev.durable.proxy;

import java.util.Optional;
import java.util.OptionalInt;

import dev.durable.client.Names;
import dev.durable.history.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts of the runs of a workflow come first.
 *
 * @param priority the priority, or 0 if nothing is said
 * @param fairnessKey gives whose turn it is, or null
 */
record PrecedenceRule(int priority, @Nullable ArgumentExpression fairnessKey) {

	/**
	 * What holds where no annotation is known.
	 */
	static final PrecedenceRule NONE = new PrecedenceRule(0, null);

	private static final ArgumentExpression.Purpose PURPOSE = new ArgumentExpression.Purpose("fairness key",
			"a key: options.fairnessKey(...)");

	/**
	 * Return the precedence of a run with options.
	 * @param key the key that the options set
	 * @param number the priority by the options
	 * @param arguments the arguments of the workflow method
	 * @return the precedence
	 * @throws IllegalArgumentException if there is no telling the key
	 */
	Precedence precedence(Optional<String> key, OptionalInt number, @Nullable Object[] arguments) {
		return new Precedence(number.orElse(this.priority), key.orElseGet(() -> evaluate(arguments)));
	}

	private @Nullable String evaluate(@Nullable Object[] arguments) {
		String value = (this.fairnessKey != null) ? this.fairnessKey.evaluate(PURPOSE, arguments) : null;
		return (value != null) ? Names.requireName("fairness key from " + this.fairnessKey, value) : null;
	}

}
