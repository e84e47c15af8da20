package dev.durable.sample;

import java.util.List;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The customer of a data set, whose run continues as new. The process is killed early,
 * while the data set is paused, and while the second run goes on. In the end each batch
 * was processed exactly once, in order.
 */
final class DataSetCustomer implements Customers {

	private static final int BATCHES = 2_400;

	private static final int EARLY = 5;

	/** More than the 4,096 events of one run. */
	private static final int LATE = 2_100;

	private static final String ADDRESS = "/datasets/large";

	private int process;

	private boolean paused;

	@Override
	public void next(HttpDoor door, int process) {
		if (this.process != process) {
			this.process = process;
			begin(door);
			if (this.paused) {
				assertThat(state(door)).isEqualTo("PAUSED");
				steer(door, "resume");
				this.paused = false;
			}
		}
		if (process == 2 && !this.paused && completed(door) >= 2 * EARLY) {
			steer(door, "pause");
			this.paused = true;
		}
	}

	private static void begin(HttpDoor door) {
		assertThat(door.postJson("/datasets", "{\"datasetId\":\"large\",\"batches\":" + BATCHES + "}").status())
			.isEqualTo(202);
	}

	private static void steer(HttpDoor door, String signal) {
		assertThat(door.postJson(ADDRESS + "/" + signal, "").status()).isEqualTo(202);
	}

	@Override
	public boolean areInTheMiddle(HttpDoor door, int process) {
		return switch (process) {
			case 1 -> completed(door) >= EARLY;
			case 2 -> state(door).equals("PAUSED");
			default -> completed(door) >= LATE;
		};
	}

	@Override
	public boolean areServed(HttpDoor door) {
		return state(door).equals("COMPLETED");
	}

	@Override
	public long requireRightEnd(HttpDoor door) {
		assertThat(door.get(ADDRESS).body())
			.isEqualTo("{\"state\":\"COMPLETED\",\"progress\":100,\"completedBatches\":" + BATCHES + "}");
		SampleEffects effects = SampleEffects.of(door, ADDRESS);
		List<String> expected = IntStream.rangeClosed(1, BATCHES).mapToObj((batch) -> "batch-" + batch).toList();
		effects.requireOnceEach(expected);
		assertThat(effects.keys().stream().map(DataSetCustomer::runId).distinct()).hasSizeGreaterThan(1);
		return effects.attempts().stream().filter((attempt) -> attempt > 1).count();
	}

	/**
	 * The run that has made a call: its id begins the key.
	 */
	private static String runId(String idempotencyKey) {
		return idempotencyKey.substring(0, idempotencyKey.indexOf('/'));
	}

	private static String state(HttpDoor door) {
		return progress(door).path("state").asString("");
	}

	private static int completed(HttpDoor door) {
		return progress(door).path("completedBatches").asInt(0);
	}

	private static JsonNode progress(HttpDoor door) {
		return door.get(ADDRESS).json();
	}

}
