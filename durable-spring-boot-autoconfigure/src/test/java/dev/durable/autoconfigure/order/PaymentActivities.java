package dev.durable.autoconfigure.order;

import java.math.BigDecimal;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.Retry;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.springframework.transaction.annotation.Transactional;

@Activity
public class PaymentActivities {

	@PersistenceContext
	private EntityManager entities;

	private final Effects effects;

	PaymentActivities(Effects effects) {
		this.effects = effects;
	}

	@Transactional
	@ActivityMethod(retry = @Retry(initialInterval = "10ms", maximumAttempts = 5, nonRetryable = CardDeclined.class))
	public BigDecimal charge(Order order) throws CardDeclined {
		int attempt = Durable.activity().attempt();
		this.entities.persist(new EffectRow(order.id(), "charge", attempt));
		if (order.total().signum() <= 0) {
			throw new CardDeclined("total " + order.total());
		}
		if (order.lines().contains("flaky") && attempt < 3) {
			throw new IllegalStateException("attempt " + attempt);
		}
		this.effects.add("charge " + order.id());
		return order.total();
	}

	@Transactional
	public void refund(Order order) {
		this.entities.persist(new EffectRow(order.id(), "refund", Durable.activity().attempt()));
		this.entities.find(OrderRow.class, order.id()).setStatus("REFUNDED");
	}

}
