package dev.durable.autoconfigure.order;

import java.math.BigDecimal;
import java.util.List;

public record Order(String id, BigDecimal total, List<String> lines) {

	public static Order of(String id) {
		return new Order(id, new BigDecimal("12.50"), List.of("tea", "cups"));
	}

}
