package dev.durable.faults.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The ledger: takes lines on a port of its own choice, which it prints, and appends each
 * to its file, with the time, before it answers. It ends with the process that has
 * started it.
 */
public final class LedgerProcess {

	private final OutputStream file;

	private LedgerProcess(OutputStream file) {
		this.file = file;
	}

	/**
	 * Serve until the standard input ends.
	 * @param args the path of the file
	 * @throws IOException if there is no port or no file
	 */
	public static void main(String[] args) throws IOException {
		ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		OutputStream file = Files.newOutputStream(Path.of(args[0]), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
		start("listener", () -> new LedgerProcess(file).serve(server));
		System.out.println(server.getLocalPort());
		while (System.in.read() >= 0) {
			Thread.onSpinWait();
		}
		System.exit(0);
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void serve(ServerSocket server) {
		while (!server.isClosed()) {
			try {
				Socket caller = server.accept();
				start("caller", () -> listen(caller));
			}
			catch (IOException ex) {
				// without its witness a run proves nothing
				Runtime.getRuntime().halt(1);
			}
		}
	}

	private void listen(Socket caller) {
		try (caller;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
			String line = readLine(lines);
			while (line != null) {
				append(line);
				caller.getOutputStream().write('\n');
				line = readLine(lines);
			}
		}
		catch (IOException ex) {
			// the caller is gone; what it has told is written
		}
	}

	private static @Nullable String readLine(BufferedReader lines) throws IOException {
		return lines.readLine();
	}

	private synchronized void append(String line) throws IOException {
		this.file.write((Instant.now() + "\t" + line + "\n").getBytes(StandardCharsets.UTF_8));
		this.file.flush();
	}

}
