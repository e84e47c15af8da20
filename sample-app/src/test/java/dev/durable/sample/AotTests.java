package dev.durable.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample as it is processed ahead of time: by what the goal
 * {@code process-aot} of the Maven plugin calls. It takes orders, books a trip with
 * compensations and runs an enrolment with a child workflow, is killed, and goes on.
 */
@Timeout(400)
class AotTests {

	@TempDir
	private Path directory;

	@Test
	void processedSampleTakesOrders() throws Exception {
		String processed = process();
		// The approval may come within 14 days, in which the sample is started again
		List<String> arguments = List.of("--sample.enrolments.day=3s", "--sample.trips.fail-at=payment");
		try (SampleProcess sample = SampleProcess.startProcessed(processed, this.directory, arguments)) {
			assertThat(sample.log()).contains("Starting AOT-processed SampleApplication");
			HttpDoor door = sample.door();
			assertThat(door.postCsv("/orders/import", resource("/sample-orders.csv")).status()).isEqualTo(202);
			assertThat(door.postJson("/trips", """
					{"tripId":"t-1","userId":"ann","flightId":"LH-1","hotelId":"Ritz","carId":"Fiat"}""").status())
				.isEqualTo(202);
			assertThat(door.postJson("/enrolments", """
					{"enrolmentId":"e-1","studentId":"ann","courseId":"Latin"}""").status()).isEqualTo(202);
			KillableSample.await(() -> status(door, "/enrolments/e-1").equals("AWAITING_APPROVAL"));
			sample.kill();
		}
		try (SampleProcess sample = SampleProcess.startProcessed(processed, this.directory, arguments)) {
			HttpDoor door = sample.door();
			assertThat(door.postJson("/enrolments/e-1/approval", "{\"approved\":true}").status()).isEqualTo(202);
			KillableSample.await(() -> status(door, "/enrolments/e-1").equals("CERTIFIED"));
			KillableSample.await(() -> status(door, "/trips/t-1").equals("CANCELLED"));
			KillableSample.await(() -> door.get("/orders/summary")
				.json()
				.path("byStatus")
				.propertyStream()
				.map(Map.Entry::getKey)
				.allMatch(List.of("AWAITING_REVIEW", "CONFIRMED", "COMPENSATED", "REFUNDED", "DECLINED")::contains));
			assertThat(door.get("/orders/summary").json().path("total").asInt()).isEqualTo(12);
		}
	}

	private static String status(HttpDoor door, String path) {
		return door.get(path).json().path("status").asString("");
	}

	private static byte[] resource(String name) throws IOException {
		return AotTests.class.getResourceAsStream(name).readAllBytes();
	}

	/**
	 * Generate and compile.
	 * @return a class path with what was generated
	 */
	private String process() throws Exception {
		Path sources = this.directory.resolve("sources");
		Path resources = this.directory.resolve("resources");
		Path classes = this.directory.resolve("classes");
		Path log = this.directory.resolve("aot.log");
		Process process = new ProcessBuilder(SampleProcess.java(), "-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp",
				SampleProcess.classPath(), SpringApplicationAotProcessor.class.getName(),
				SampleApplication.class.getName(), sources.toString(), resources.toString(), classes.toString(),
				"dev.durable", "sample-app")
			.redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()))
			.start();
		assertThat(process.waitFor()).as(() -> log(log)).isZero();
		compile(sources, classes);
		return classes + File.pathSeparator + resources;
	}

	private static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-cp",
				classes + File.pathSeparator + SampleProcess.classPath(), "-d", classes.toString()));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private static String log(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
