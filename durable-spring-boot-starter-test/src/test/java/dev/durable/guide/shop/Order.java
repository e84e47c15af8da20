package dev.durable.guide.shop;

import java.math.BigDecimal;

public record Order(String id, String customer, BigDecimal total) {

	public static Order of(String id, int total) {
		return new Order(id, "ann", BigDecimal.valueOf(total));
	}

}
