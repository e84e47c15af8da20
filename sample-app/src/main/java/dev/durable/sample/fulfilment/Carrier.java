package dev.durable.sample.fulfilment;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import dev.durable.sample.SampleProperties;
import dev.durable.sample.orders.Order;

import org.springframework.stereotype.Component;

/**
 * A simulated carrier, as unreliable as it is told to be.
 */
@Component
class Carrier {

	private final SampleProperties.Carrier behaviour;

	Carrier(SampleProperties properties) {
		this.behaviour = properties.carrier();
	}

	/**
	 * Collect a parcel. A carrier that sees a key again answers with the same parcel.
	 * @param order the order
	 * @param idempotencyKey the key by which a repeated call is recognised
	 * @return the number of the parcel
	 * @throws CountryNotServed if the carrier does not deliver to the country
	 * @throws IllegalStateException if the carrier does not answer
	 */
	String collect(Order order, String idempotencyKey) {
		if (this.behaviour.unserved().contains(order.country())) {
			throw new CountryNotServed("The carrier does not deliver to " + order.country());
		}
		if (ThreadLocalRandom.current().nextDouble() < this.behaviour.failureRate()) {
			throw new IllegalStateException("The carrier does not answer");
		}
		return UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8)).toString();
	}

}
