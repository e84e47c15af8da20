package dev.durable.sample.orders;

import java.util.Map;

/**
 * How many orders there are.
 *
 * @param total all orders
 * @param byStatus the orders of each status; none, no entry
 */
public record OrderSummary(long total, Map<OrderStatus, Long> byStatus) {
}
