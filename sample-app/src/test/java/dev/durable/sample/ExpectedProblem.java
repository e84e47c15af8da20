package dev.durable.sample;

import dev.durable.sample.HttpDoor.Answer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the answer to a bad request looks like.
 */
public final class ExpectedProblem {

	private ExpectedProblem() {
	}

	/**
	 * Require a problem detail without internals.
	 * @param answer the answer
	 * @param statuses the statuses that it may have
	 * @return the problem
	 */
	public static JsonNode requireProblem(Answer answer, Integer... statuses) {
		assertThat(answer.status()).as(answer.body()).isIn((Object[]) statuses);
		assertThat(answer.contentType()).as(answer.body()).startsWith("application/problem+json");
		assertThat(answer.body()).hasSizeLessThan(20_000)
			.doesNotContainIgnoringCase("exception", "dev.durable", "java.", "springframework", "jackson", "tomcat",
					"hibernate", "sql", "\\tat ");
		assertThat(answer.json().path("status").intValue()).isEqualTo(answer.status());
		assertThat(answer.json().path("title").stringValue()).isNotBlank();
		return answer.json();
	}

	/**
	 * Require that the input is refused and one of its fields is named.
	 * @param answer the answer
	 * @param field the field with the mistake
	 */
	public static void requireMistake(Answer answer, String field) {
		JsonNode problem = requireProblem(answer, 400);
		assertThat(problem.path("errors").valueStream().map((error) -> error.path("field").stringValue()))
			.contains(field);
		assertThat(problem.path("detail").stringValue()).contains(field);
	}

}
