package dev.durable.sample.effects;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.durable.ActivityContext;
import dev.durable.Durable;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.orders.Order;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Witnesses what the activities do.
 */
@Component
public class Effects {

	private final EffectRepository repository;

	private final Duration delay;

	Effects(EffectRepository repository, SampleProperties properties) {
		this.repository = repository;
		this.delay = properties.activity().delay();
	}

	/**
	 * Record an effect of the activity that runs on this thread: in its transaction, or
	 * in one of its own if it has none. Takes {@code sample.activity.delay}.
	 * @param order the order that is worked on
	 * @param activity what is done
	 */
	@Transactional
	public void record(Order order, String activity) {
		ActivityContext attempt = Durable.activity();
		pause();
		Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
		this.repository.save(new EffectEntity(order.invoiceNo(),
				new Effect(activity, attempt.attempt(), attempt.idempotencyKey(), now)));
	}

	/**
	 * All effects on an order.
	 * @param invoiceNo the invoice number
	 * @return the effects, in the order in which they were recorded
	 */
	@Transactional(readOnly = true)
	public List<Effect> of(String invoiceNo) {
		return this.repository.findByInvoiceNoOrderById(invoiceNo).stream().map(EffectEntity::toEffect).toList();
	}

	private void pause() {
		if (this.delay.isZero()) {
			return;
		}
		try {
			Thread.sleep(this.delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the activity took its time", ex);
		}
	}

}
