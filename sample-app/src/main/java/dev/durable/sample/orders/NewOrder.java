package dev.durable.sample.orders;

import java.math.BigDecimal;
import java.util.List;

import dev.durable.sample.problems.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * An order as it comes in.
 *
 * @param invoiceNo the invoice number
 * @param customerId the customer; blank is the same as missing
 * @param country the country to which the goods go
 * @param lines what is ordered
 */
public record NewOrder(@NotNull(message = "is missing") @InvoiceNo String invoiceNo,
		@PlainText(max = 40) @Nullable String customerId,
		@NotBlank(message = "is missing") @PlainText(max = 60) String country,
		@NotEmpty(message = "must have at least one line") @Size(max = 10_000,
				message = "must not have more than 10,000 lines") List<@NotNull(
						message = "is missing") @Valid OrderLine> lines) {

	public NewOrder {
		customerId = (customerId == null || customerId.isBlank()) ? null : customerId;
	}

	/**
	 * The sum of all lines.
	 * @return the total
	 */
	BigDecimal total() {
		return this.lines.stream().map(OrderLine::amount).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
	}

}
