package dev.durable.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is a node. Its name is that of no other process of the run, and is what the
 * node calls itself.
 */
public final class NodeProcess {

	private final String name;

	private final Process process;

	private final Path log;

	NodeProcess(String name, Process process, Path log) {
		this.name = name;
		this.process = process;
		this.log = log;
	}

	/**
	 * Return the name under which the node joins.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the id of the process.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return whether the process has not ended.
	 * @return {@code true} unless it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return what the node has logged so far.
	 * @return the log
	 */
	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Let it end with no chance to say farewell: {@code kill -9}.
	 */
	public void kill() {
		this.process.destroyForcibly();
		awaitExit();
	}

	/**
	 * Ask it to end in good order, {@code kill -TERM}, and do not wait for it.
	 */
	public void terminate() {
		signal("TERM");
	}

	/**
	 * Let it stand still, as a long pause of its machine would: {@code kill -STOP}.
	 */
	public void freeze() {
		signal("STOP");
	}

	/**
	 * Let it go on, unaware that it stood still: {@code kill -CONT}.
	 */
	public void thaw() {
		signal("CONT");
	}

	/**
	 * Write what each of its threads does; virtual ones where the JVM can tell.
	 * @param file where to
	 */
	void writeThreads(Path file) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid())));
		command.addAll((Runtime.version().feature() < 21) ? List.of("Thread.print")
				: List.of("Thread.dump_to_file", file.toAbsolutePath().toString()));
		File output = (Runtime.version().feature() < 21) ? file.toFile() : new File(file + ".jcmd");
		new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output)
			.start()
			.waitFor(10, TimeUnit.SECONDS);
	}

	/**
	 * Wait until it has ended.
	 * @return its exit value
	 */
	public int awaitExit() {
		try {
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Node " + this.name + " has not ended within a minute");
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
			int exit = kill.onExit().join().exitValue();
			if (exit != 0) {
				throw new IllegalStateException("kill -" + name + " of node " + this.name + " failed with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
