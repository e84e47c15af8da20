package dev.durable.sample.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;

import dev.durable.sample.problems.PlainText;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order.
 *
 * @param stockCode what is ordered
 * @param description what that is, in words
 * @param quantity how many; negative if they come back
 * @param unitPrice the price of one, in pounds
 */
@Embeddable
public record OrderLine(@NotBlank(message = "is missing") @PlainText(max = 40) String stockCode,
		@PlainText(max = 200) @Nullable String description,
		@NotNull(message = "is missing") @Min(value = -QUANTITY_MAX, message = QUANTITY) @Max(value = QUANTITY_MAX,
				message = QUANTITY) Integer quantity,
		@NotNull(message = "is missing") @DecimalMin(value = "0", message = PRICE) @DecimalMax(value = "1000000",
				message = PRICE) @Digits(integer = 7, fraction = 2, message = PRICE) BigDecimal unitPrice) {

	/** What a quantity must be. */
	public static final String QUANTITY = "must be a whole number between -1,000,000 and 1,000,000";

	/** What a price must be. */
	public static final String PRICE = "must be an amount between 0 and 1,000,000 with at most two decimals";

	private static final int QUANTITY_MAX = 1_000_000;

	BigDecimal amount() {
		return this.unitPrice.multiply(BigDecimal.valueOf(this.quantity)).setScale(2, RoundingMode.UNNECESSARY);
	}

	OrderLine inPence() {
		return new OrderLine(this.stockCode, this.description, this.quantity,
				this.unitPrice.setScale(2, RoundingMode.UNNECESSARY));
	}

}
