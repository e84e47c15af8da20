package dev.durable.sample.loans;

import dev.durable.sample.problems.PlainText;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decides about a loan.
 *
 * @param approved whether it may be paid out
 * @param reason why, if that needs to be said
 */
public record LoanApproval(@NotNull(message = "is missing") Boolean approved,
		@PlainText(max = 200) @Nullable String reason) {
}
