package dev.durable.faults.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks to the ledger, each time by a connection of its own.
 */
public final class Ledger {

	private final int port;

	/**
	 * Speak to a ledger.
	 * @param port its port on this machine
	 */
	public Ledger(int port) {
		this.port = port;
	}

	/**
	 * Write a line. When this returns, it is written.
	 * @param columns the columns of the line, without the time, which the ledger sets
	 */
	public void write(String... columns) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.getOutputStream().write((String.join("\t", columns) + "\n").getBytes(StandardCharsets.UTF_8));
			if (socket.getInputStream().read() != '\n') {
				throw new IOException("The ledger does not answer");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
