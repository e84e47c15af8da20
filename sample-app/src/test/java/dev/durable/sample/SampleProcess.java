package dev.durable.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample in a JVM of its own, so that it can be killed.
 */
final class SampleProcess implements AutoCloseable {

	private static final Pattern STARTED = Pattern
		.compile("Tomcat started on port (\\d+)[\\s\\S]*Started SampleApplication");

	private final Process process;

	private final Path log;

	private final HttpDoor door;

	private SampleProcess(Process process, Path log, HttpDoor door) {
		this.process = process;
		this.log = log;
		this.door = door;
	}

	/**
	 * Name the variables with which the profile {@code postgres} finds a database.
	 * @param database the database
	 * @return the variables
	 */
	static Map<String, String> environment(PostgresServer.Database database) {
		return Map.of("SAMPLE_POSTGRES_URL", database.url(), "SAMPLE_POSTGRES_USER", database.username(),
				"SAMPLE_POSTGRES_PASSWORD", database.password());
	}

	/**
	 * Start the sample on a free port, and wait until it answers.
	 * @param directory its working directory
	 * @param environment variables of its environment
	 * @param arguments its command line
	 * @return the running sample
	 */
	static SampleProcess start(Path directory, Map<String, String> environment, List<String> arguments) {
		return start(directory, environment, command(classPath(), List.of()), arguments);
	}

	/**
	 * Start the sample as it was processed ahead of time.
	 * @param processed what was generated, before all other classes
	 * @param directory its working directory
	 * @param arguments its command line
	 * @return the running sample
	 */
	static SampleProcess startProcessed(String processed, Path directory, List<String> arguments) {
		List<String> command = command(processed + File.pathSeparator + classPath(),
				List.of("-Dspring.aot.enabled=true"));
		return start(directory, Map.of(), command, arguments);
	}

	/**
	 * The class path of the sample, which has the tests on it, too.
	 */
	static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static List<String> command(String classPath, List<String> options) {
		List<String> command = new ArrayList<>(
				List.of(java(), "-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
		command.addAll(options);
		command.add(SampleApplication.class.getName());
		command.add("--server.port=0");
		return command;
	}

	private static SampleProcess start(Path directory, Map<String, String> environment, List<String> command,
			List<String> arguments) {
		command.addAll(arguments);
		Path log = newLog(directory);
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()));
		builder.environment().putAll(environment);
		try {
			Process process = builder.start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			return new SampleProcess(process, log, new HttpDoor(awaitPort(process, log)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	HttpDoor door() {
		return this.door;
	}

	/**
	 * Return what the sample has logged so far.
	 */
	String log() {
		return read(this.log);
	}

	/**
	 * Let the process run for some time, in which it must not end.
	 * @param time the time
	 */
	void runFor(Duration time) {
		assertThat(waitFor(time)).as("It ended by itself").isFalse();
	}

	/**
	 * Kill the process with no chance to say farewell: {@code kill -9}.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitExit();
	}

	/**
	 * Ask the process to end in good order, {@code kill -TERM}, and do not wait for it.
	 */
	void terminate() {
		signal("TERM");
	}

	/**
	 * Let the process stand still, as a long pause of its machine would:
	 * {@code kill -STOP}.
	 */
	void freeze() {
		signal("STOP");
	}

	/**
	 * Let the process go on, unaware that it stood still: {@code kill -CONT}.
	 */
	void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).inheritIO()
				.start();
			assertThat(kill.onExit().join().exitValue()).as("kill -" + name).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until the process has ended.
	 * @return its exit value
	 */
	int awaitExit() {
		if (!waitFor(Duration.ofSeconds(30))) {
			throw new IllegalStateException("The sample survived its end");
		}
		return this.process.exitValue();
	}

	private boolean waitFor(Duration time) {
		try {
			return this.process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

	private static int awaitPort(Process process, Path log) {
		try {
			return Awaitility.await()
				.atMost(Duration.ofMinutes(3))
				.pollInterval(Duration.ofMillis(50))
				.failFast("The sample must not end", () -> assertThat(process.isAlive()).as(() -> read(log)).isTrue())
				.until(() -> port(read(log)), (port) -> port > 0);
		}
		catch (RuntimeException ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	private static int port(String log) {
		Matcher started = STARTED.matcher(log);
		return started.find() ? Integer.parseInt(started.group(1)) : -1;
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path newLog(Path directory) {
		int number = 1;
		while (Files.exists(directory.resolve("sample-" + number + ".log"))) {
			number++;
		}
		return directory.resolve("sample-" + number + ".log");
	}

}
