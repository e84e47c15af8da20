package dev.durable.proxy;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Workflows or activities of the application are not what they must be. Holds all
 * problems that were found, not the first one only.
 */
public final class InvalidDefinitionException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient List<Problem> problems;

	InvalidDefinitionException(List<Problem> problems) {
		super(problems.stream()
			.map((problem) -> problem.where() + " " + problem.problem() + ". " + problem.action() + ".")
			.collect(Collectors.joining(System.lineSeparator())));
		this.problems = List.copyOf(problems);
	}

	/**
	 * What was found.
	 * @return the problems, at least one
	 */
	public List<Problem> problems() {
		return this.problems;
	}

	/**
	 * One problem.
	 *
	 * @param type the class that has it
	 * @param method the method that has it, or null for the whole class
	 * @param problem what is wrong, to follow the place
	 * @param action what to do
	 */
	public record Problem(Class<?> type, @Nullable String method, String problem, String action) {

		/**
		 * Where the problem is.
		 * @return the class, with the method if there is one
		 */
		public String where() {
			return (this.method != null) ? this.type.getName() + "." + this.method : this.type.getName();
		}

	}

}
