package dev.durable.coexistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for restarts within a JVM, as the developer tools do them: a run goes on with the
 * classes of the next round, and nothing holds those of the last, neither threads nor
 * what lives as long as the JVM.
 */
class RestartTests {

	private static final int SECONDS_MAX = 240;

	@TempDir
	private Path directory;

	/**
	 * Exceptions that H2 and CGLIB keep in static fields hold the classes of whoever is
	 * the first to call them, by their stack traces; so there are none of those.
	 */
	@Test
	void nothingIsLeftOfTheRoundBefore() throws Exception {
		Path log = this.directory.resolve("log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:SoftRefLRUPolicyMSPerMB=0", "-XX:-StackTraceInThrowable",
				"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				RestartingProcess.class.getName(), "--spring.datasource.url=" + Application.freshUrl(),
				"--spring.flyway.enabled=false", "--spring.liquibase.enabled=false", "--" + Application.WITHOUT_JPA,
				"--spring.main.web-application-type=none", "--spring.main.banner-mode=off",
				"--durable.poller.interval=100ms")
			.redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()))
			.start();
		try {
			assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as(() -> read(log)).isTrue();
			assertThat(read(log)).contains("Nothing is left of 3 rounds");
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
