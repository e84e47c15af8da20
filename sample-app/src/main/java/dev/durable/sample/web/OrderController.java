package dev.durable.sample.web;

import java.net.URI;
import java.util.List;

import dev.durable.sample.effects.Effect;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.fulfilment.OrderDesk;
import dev.durable.sample.fulfilment.Review;
import dev.durable.sample.orders.InvoiceNo;
import dev.durable.sample.orders.NewOrder;
import dev.durable.sample.orders.OrderSummary;
import dev.durable.sample.orders.OrderView;
import dev.durable.sample.orders.Orders;
import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes single orders, and tells what became of them.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderDesk desk;

	private final Orders orders;

	private final Effects effects;

	OrderController(OrderDesk desk, Orders orders, Effects effects) {
		this.desk = desk;
		this.orders = orders;
		this.effects = effects;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Void> place(@Valid @RequestBody NewOrder order) {
		this.desk.place(order);
		return ResponseEntity.accepted().location(URI.create("/orders/" + order.invoiceNo())).build();
	}

	@GetMapping("/summary")
	OrderSummary summary() {
		return this.orders.summary();
	}

	@GetMapping("/{invoiceNo}")
	OrderView order(@PathVariable @InvoiceNo String invoiceNo) {
		return this.orders.get(invoiceNo);
	}

	@PostMapping(path = "/{invoiceNo}/review", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	void review(@PathVariable @InvoiceNo String invoiceNo, @Valid @RequestBody Review review) {
		this.desk.review(invoiceNo, review);
	}

	@GetMapping("/{invoiceNo}/effects")
	List<Effect> effects(@PathVariable @InvoiceNo String invoiceNo) {
		return this.effects.of(this.orders.get(invoiceNo).workflowId());
	}

}
