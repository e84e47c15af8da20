package dev.durable.sample;

import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a data set of 10,000 batches, whose run continues as new several times, in a
 * process that is killed early, while the data set is paused, and late. In the end each
 * batch was processed exactly once, in order.
 */
@Timeout(600)
class DataSetKillTests {

	private static final int BATCHES = 10_000;

	private static final String ADDRESS = "/datasets/large";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "H2", "PostgreSQL" })
	void noBatchIsLostOrDoubledAcrossRunsAndProcesses(String database) {
		try (KillableSample sample = new KillableSample(database, this.directory)) {
			sample.start();
			begin(sample.door());
			sample.killWhen(() -> completed(sample.door()) >= 1_000);
			sample.start();
			begin(sample.door());
			KillableSample.await(() -> completed(sample.door()) >= 3_000);
			steer(sample.door(), "pause");
			sample.killWhen(() -> state(sample.door()).equals("PAUSED"));
			HttpDoor door = sample.start();
			assertThat(state(door)).isEqualTo("PAUSED");
			steer(door, "resume");
			sample.killWhen(() -> completed(door) >= 7_000);
			sample.start();
			KillableSample.await(() -> state(sample.door()).equals("COMPLETED"));
			assertThat(sample.door().get(ADDRESS).body())
				.isEqualTo("{\"state\":\"COMPLETED\",\"progress\":100,\"completedBatches\":10000}");
			SampleEffects effects = SampleEffects.of(sample.door(), ADDRESS);
			effects.requireOnceEach(IntStream.rangeClosed(1, BATCHES).mapToObj((batch) -> "batch-" + batch).toList());
			assertThat(effects.keys().stream().map(DataSetKillTests::runId).distinct()).hasSizeGreaterThan(2);
		}
	}

	private static void begin(HttpDoor door) {
		assertThat(door.postJson("/datasets", "{\"datasetId\":\"large\",\"batches\":" + BATCHES + "}").status())
			.isEqualTo(202);
	}

	private static void steer(HttpDoor door, String signal) {
		assertThat(door.postJson(ADDRESS + "/" + signal, "").status()).isEqualTo(202);
	}

	/**
	 * The run that has made a call: its id begins the key.
	 */
	private static String runId(String idempotencyKey) {
		return idempotencyKey.substring(0, idempotencyKey.indexOf('/'));
	}

	private static String state(HttpDoor door) {
		return progress(door).path("state").stringValue();
	}

	private static int completed(HttpDoor door) {
		return progress(door).path("completedBatches").intValue();
	}

	private static JsonNode progress(HttpDoor door) {
		return door.get(ADDRESS).json();
	}

}
