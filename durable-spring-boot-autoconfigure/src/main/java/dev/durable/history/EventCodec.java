package dev.durable.history;

/**
 * Turns events into bytes and back. The kind is stored beside the bytes.
 */
public interface EventCodec {

	/**
	 * Write an event.
	 * @param event the event
	 * @return its JSON in UTF-8
	 */
	byte[] encode(Event event);

	/**
	 * Read an event.
	 * @param kind the stored kind
	 * @param data the stored bytes
	 * @return the event
	 * @throws UnreadableException if this version does not know the kind, or the bytes
	 * are not an event of it
	 */
	Event decode(String kind, byte[] data);

}
