package dev.durable.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.proxy.InvalidDefinitionException;
import dev.durable.proxy.InvalidDefinitionException.Problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what is wrong with the workflows and activities of an application, and where to
 * change it.
 */
final class InvalidDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidDefinitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidDefinitionException cause) {
		List<Problem> problems = cause.problems();
		String description = "Workflows or activities of this application cannot be made durable:"
				+ System.lineSeparator() + System.lineSeparator()
				+ list(problems, (problem) -> problem.where() + " " + problem.problem() + ".");
		return new FailureAnalysis(description,
				list(problems, (problem) -> problem.where() + ": " + problem.action() + "."), cause);
	}

	private static String list(List<Problem> problems, Function<Problem, String> line) {
		return problems.stream()
			.map((problem) -> "- " + line.apply(problem))
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
	}

}
