package dev.durable.faults.check;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the checks have found.
 */
final class Findings {

	private final List<Violation> violations = new ArrayList<>();

	/**
	 * Demand that something holds.
	 * @param holds whether it does
	 * @param promise the promise that is broken otherwise
	 * @param text what shows it, a format
	 * @param values the values of the format
	 */
	void require(boolean holds, String promise, String text, @Nullable Object... values) {
		if (!holds) {
			this.violations.add(new Violation(promise, text.formatted(values)));
		}
	}

	List<Violation> violations() {
		return List.copyOf(this.violations);
	}

}
