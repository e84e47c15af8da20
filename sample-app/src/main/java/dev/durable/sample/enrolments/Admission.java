package dev.durable.sample.enrolments;

import dev.durable.sample.problems.PlainText;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * What the school decides about an enrolment.
 *
 * @param approved whether the student may take the course
 * @param reason why, if that needs to be said
 */
public record Admission(@NotNull(message = "is missing") Boolean approved,
		@PlainText(max = 200) @Nullable String reason) {
}
