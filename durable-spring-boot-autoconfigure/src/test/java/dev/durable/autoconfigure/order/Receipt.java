package dev.durable.autoconfigure.order;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

public record Receipt(String orderId, BigDecimal paid, Map<String, Integer> parcels, Optional<String> remark) {

}
