package dev.durable.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One value, or one list of arguments, as JSON. Equal by content.
 *
 * @param json the bytes of a JSON text in UTF-8; never changed after construction
 */
public record Payload(byte[] json) {

	/**
	 * The JSON value {@code null}, what a {@code void} method returns.
	 */
	public static final Payload NULL = new Payload("null".getBytes(StandardCharsets.UTF_8));

	/**
	 * Return the length of the stored form.
	 * @return the number of bytes
	 */
	public int size() {
		return this.json.length;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Payload payload && Arrays.equals(this.json, payload.json);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.json);
	}

	/**
	 * Tell the size only: payloads never show in logs.
	 */
	@Override
	public String toString() {
		return "Payload[" + this.json.length + " bytes]";
	}

}
