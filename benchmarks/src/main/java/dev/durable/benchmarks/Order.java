package dev.durable.benchmarks;

import java.util.List;

/**
 * What is handed from step to step, about 200 bytes of JSON.
 *
 * @param id the number of the order
 * @param customer who ordered
 * @param country where it goes
 * @param lines what was ordered
 */
public record Order(String id, String customer, String country, List<Line> lines) {

	/**
	 * Make an order.
	 * @param number its number
	 * @return the order
	 */
	public static Order of(long number) {
		return new Order("order-" + number, "customer-17850", "United Kingdom",
				List.of(new Line("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, "2.55"),
						new Line("71053", "WHITE METAL LANTERN", 6, "3.39")));
	}

	/**
	 * One line of an order.
	 *
	 * @param stockCode what it is
	 * @param description what it is called
	 * @param quantity how many
	 * @param unitPrice what one costs
	 */
	public record Line(String stockCode, String description, int quantity, String unitPrice) {

	}

}
