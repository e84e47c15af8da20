package dev.durable.jackson;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Collects bytes up to a limit, so that a value that is far too large fails early.
 */
final class BoundedOutput extends OutputStream {

	private final int max;

	private byte[] bytes = new byte[256];

	private int size;

	private boolean exceeded;

	BoundedOutput(int max) {
		this.max = max;
	}

	@Override
	public void write(int value) {
		reserve(1);
		this.bytes[this.size++] = (byte) value;
	}

	@Override
	public void write(byte[] source, int offset, int length) {
		reserve(length);
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	private void reserve(int length) {
		if (length > this.max - this.size) {
			this.exceeded = true;
			throw new IllegalStateException("More than " + this.max + " bytes");
		}
		int needed = this.size + length;
		if (needed > this.bytes.length) {
			int doubled = (int) Math.min(this.max, this.bytes.length * 2L);
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, doubled));
		}
	}

	boolean isExceeded() {
		return this.exceeded;
	}

	byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.size);
	}

}
