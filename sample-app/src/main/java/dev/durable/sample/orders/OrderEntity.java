package dev.durable.sample.orders;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Persistable;

/**
 * The row of an order.
 */
@Entity
@Table(name = "orders")
class OrderEntity implements Persistable<String> {

	@Id
	private String invoiceNo;

	private @Nullable String customerId;

	private String country;

	private BigDecimal total;

	@Enumerated(EnumType.STRING)
	private OrderStatus status = OrderStatus.PLACED;

	@ElementCollection
	@CollectionTable(name = "order_lines", joinColumns = @JoinColumn(name = "invoice_no"))
	@OrderColumn(name = "line_no")
	private List<OrderLine> lines = new ArrayList<>();

	private transient boolean added;

	@SuppressWarnings("NullAway.Init")
	protected OrderEntity() {
	}

	OrderEntity(NewOrder order) {
		this.invoiceNo = order.invoiceNo();
		this.customerId = order.customerId();
		this.country = order.country();
		this.total = order.total();
		order.lines().forEach((line) -> this.lines.add(line.inPence()));
		this.added = true;
	}

	@Override
	public String getId() {
		return this.invoiceNo;
	}

	@Override
	public boolean isNew() {
		return this.added;
	}

	void become(OrderStatus status) {
		this.status = status;
	}

	boolean saysTheSameAs(NewOrder order) {
		return Objects.equals(this.customerId, order.customerId()) && this.country.equals(order.country())
				&& this.lines.equals(order.lines().stream().map(OrderLine::inPence).toList());
	}

	Order toOrder() {
		return new Order(this.invoiceNo, this.customerId, this.country, this.total);
	}

	OrderView toView() {
		return new OrderView(this.invoiceNo, this.status, this.total, this.customerId, this.country,
				List.copyOf(this.lines), toOrder().workflowId());
	}

}
