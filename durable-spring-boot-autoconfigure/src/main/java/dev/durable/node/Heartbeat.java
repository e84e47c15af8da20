package dev.durable.node;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a heartbeat says. Its stored form is the time in microseconds, eight bytes, and
 * the JSON of the details.
 *
 * @param at when it came
 * @param details how far the attempt has come
 */
record Heartbeat(Instant at, Payload details) {

	byte[] stored() {
		return ByteBuffer.allocate(Long.BYTES + this.details.size())
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, this.at))
			.put(this.details.json())
			.array();
	}

	static @Nullable Heartbeat read(byte @Nullable [] stored) {
		if (stored == null || stored.length < Long.BYTES) {
			return null;
		}
		ByteBuffer bytes = ByteBuffer.wrap(stored);
		Instant at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
		byte[] json = new byte[bytes.remaining()];
		bytes.get(json);
		return new Heartbeat(at, new Payload(json));
	}

}
