package dev.durable.sample.orders;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import dev.durable.sample.orders.OrderRepository.StatusCount;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The orders of the shop. Its methods join the caller's transaction.
 */
@Component
@Transactional
public class Orders {

	private final OrderRepository repository;

	Orders(OrderRepository repository) {
		this.repository = repository;
	}

	/**
	 * Add an order, unless it is known.
	 * @param order the order
	 * @return the order as it was added, or empty if it was known before
	 * @throws OrderConflictException if another order has the invoice number
	 */
	public Optional<Order> add(NewOrder order) {
		Optional<OrderEntity> known = this.repository.findById(order.invoiceNo());
		if (known.isEmpty()) {
			return Optional.of(this.repository.saveAndFlush(new OrderEntity(order)).toOrder());
		}
		if (!known.get().saysTheSameAs(order)) {
			throw new OrderConflictException(order.invoiceNo());
		}
		return Optional.empty();
	}

	/**
	 * Note how far an order has come.
	 * @param order the order
	 * @param status its new status
	 * @return the new status
	 */
	public OrderStatus update(Order order, OrderStatus status) {
		this.repository.findById(order.invoiceNo()).orElseThrow().become(status);
		return status;
	}

	/**
	 * Find an order.
	 * @param invoiceNo the invoice number
	 * @return the order
	 * @throws OrderNotFoundException if there is none
	 */
	@Transactional(readOnly = true)
	public OrderView get(String invoiceNo) {
		return this.repository.findById(invoiceNo)
			.map(OrderEntity::toView)
			.orElseThrow(() -> new OrderNotFoundException(invoiceNo));
	}

	/**
	 * Count the orders.
	 * @return how many there are, by status
	 */
	@Transactional(readOnly = true)
	public OrderSummary summary() {
		Map<OrderStatus, Long> byStatus = new EnumMap<>(OrderStatus.class);
		for (StatusCount count : this.repository.countByStatus()) {
			byStatus.put(count.getStatus(), count.getOrders());
		}
		return new OrderSummary(byStatus.values().stream().mapToLong(Long::longValue).sum(), byStatus);
	}

}
