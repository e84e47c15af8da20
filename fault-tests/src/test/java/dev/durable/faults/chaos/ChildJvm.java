package dev.durable.faults.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link ParcelApplication} in a JVM of its own.
 *
 * @param process the process
 * @param log where it logs
 */
record ChildJvm(Process process, Path log) {

	private static final long SECONDS_MAX = 150;

	private static final String THROWN = "Exception in thread \"main\"";

	static ChildJvm start(Path directory, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						ParcelApplication.class.getName()));
		arguments.forEach((argument) -> command.add("--" + argument));
		Path log = Files.createTempFile(directory, "child", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()))
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		return new ChildJvm(process, log);
	}

	/**
	 * Wait for the end of the process.
	 * @return its exit value
	 */
	int await() throws InterruptedException {
		if (!this.process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
			throw new IllegalStateException("The process does not end: " + text());
		}
		return this.process.exitValue();
	}

	/**
	 * Require that the process ends in a certain way. One that has waited in vain may
	 * just have been slow.
	 * @param value the exit value
	 * @param otherwise what it means if it ends in another way
	 */
	void requireEnd(int value, String otherwise) throws InterruptedException, TimeoutException {
		int exit = await();
		String text = text();
		int thrown = text.lastIndexOf(THROWN);
		if (exit != value && thrown >= 0 && text.indexOf(TimeoutException.class.getSimpleName(), thrown) >= 0) {
			throw new TimeoutException(otherwise + " in time:\n" + text);
		}
		assertThat(exit).as(() -> otherwise + ":\n" + text).isEqualTo(value);
	}

	/**
	 * Kill the process with no chance to say farewell.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		await();
	}

	/**
	 * Return the rest of the lines that begin with a word.
	 */
	List<String> said(String word) {
		return text().lines()
			.filter((line) -> line.startsWith(word + " "))
			.map((line) -> line.substring(word.length() + 1))
			.toList();
	}

	String text() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
