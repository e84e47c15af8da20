package dev.durable.sample.fulfilment;

import dev.durable.sample.problems.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * What somebody thinks of an order without a customer.
 *
 * @param approved whether it may go on
 * @param reviewer who says so
 */
public record Review(@NotNull(message = "is missing") Boolean approved,
		@NotBlank(message = "is missing") @PlainText(max = 100) String reviewer) {
}
