package dev.durable.node;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.history.Event;
import dev.durable.history.EventCodec;

/**
 * Reads what it has read lately only once: nodes load the same histories all the time,
 * and events do not change.
 */
final class RememberingCodec implements EventCodec {

	private static final int REMEMBERED_MAX = 5_000;

	private final EventCodec codec;

	private final Map<Stored, Event> read = new ConcurrentHashMap<>();

	RememberingCodec(EventCodec codec) {
		this.codec = codec;
	}

	@Override
	public byte[] encode(Event event) {
		return this.codec.encode(event);
	}

	@Override
	public Event decode(String kind, byte[] data) {
		if (this.read.size() > REMEMBERED_MAX) {
			this.read.clear();
		}
		return this.read.computeIfAbsent(new Stored(kind, ByteBuffer.wrap(data)),
				(stored) -> this.codec.decode(kind, data));
	}

	private record Stored(String kind, ByteBuffer data) {

	}

}
