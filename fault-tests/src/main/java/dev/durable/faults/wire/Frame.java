package dev.durable.faults.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A message of the protocol, as it goes over the wire once a session has begun.
 *
 * @param type its type; what that means depends on the direction
 * @param body what follows the length
 */
record Frame(char type, byte[] body) {

	private static final int LENGTH_MAX = 1 << 30;

	static Frame read(DataInputStream in) throws IOException {
		char type = (char) in.readUnsignedByte();
		return new Frame(type, readBody(in));
	}

	/**
	 * Read what has no type: a request to begin a session, in one or another way.
	 */
	static byte[] readBody(DataInputStream in) throws IOException {
		int length = in.readInt() - Integer.BYTES;
		if (length < 0 || length > LENGTH_MAX) {
			throw new IOException("A message of " + length + " bytes is not PostgreSQL's");
		}
		byte[] body = new byte[length];
		in.readFully(body);
		return body;
	}

	void write(DataOutputStream out) throws IOException {
		out.writeByte(this.type);
		writeBody(out, this.body);
	}

	static void writeBody(DataOutputStream out, byte[] body) throws IOException {
		out.writeInt(body.length + Integer.BYTES);
		out.write(body);
	}

	/**
	 * Return a text in the body, which ends with a zero byte.
	 * @param index which one, 0 for the first
	 */
	String text(int index) {
		int from = 0;
		int to = end(from);
		for (int i = 0; i < index; i++) {
			from = to + 1;
			to = end(from);
		}
		return new String(this.body, from, to - from, StandardCharsets.UTF_8);
	}

	private int end(int from) {
		int end = from;
		while (end < this.body.length && this.body[end] != 0) {
			end++;
		}
		return end;
	}

}
