package dev.durable.faults.check;

/**
 * A promise that was broken.
 *
 * @param promise its number, such as {@code P4}
 * @param text what shows it
 */
public record Violation(String promise, String text) {

	@Override
	public String toString() {
		return this.promise + ": " + this.text;
	}

}
