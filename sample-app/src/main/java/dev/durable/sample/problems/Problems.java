package dev.durable.sample.problems;

import java.util.List;
import java.util.stream.Collectors;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Builds problem details.
 */
final class Problems {

	private Problems() {
	}

	static ProblemDetail of(HttpStatus status, String detail) {
		return ProblemDetail.forStatusAndDetail(status, detail);
	}

	static ProblemDetail invalid(List<Mistake> mistakes) {
		ProblemDetail problem = of(HttpStatus.BAD_REQUEST,
				mistakes.stream()
					.map((mistake) -> mistake.field() + " " + mistake.message())
					.distinct()
					.limit(10)
					.collect(Collectors.joining("; ")));
		problem.setProperty("errors", mistakes);
		return problem;
	}

}
