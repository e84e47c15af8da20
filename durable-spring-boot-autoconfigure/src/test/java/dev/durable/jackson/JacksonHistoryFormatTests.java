package dev.durable.jackson;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.history.UnreadableException;
import dev.durable.node.ExportedHistory;
import dev.durable.store.EventRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for exported histories: they come back as they were.
 */
class JacksonHistoryFormatTests {

	private final JacksonHistoryFormat format = new JacksonHistoryFormat();

	@ParameterizedTest
	@ValueSource(strings = { "7500.00", "12345678901234567890.10", "1", "0.1", "true", "null", "\"a \\\" text\"",
			"[1.0,{\"a\":[]}]", "123456789012345678901234567890" })
	void valuesComeBackAsTheyWere(String json) {
		byte[] data = ("{\"result\":" + json + "}").getBytes(StandardCharsets.UTF_8);
		ExportedHistory history = new ExportedHistory("order-1", new UUID(1, 1), new UUID(1, 2), "Orders",
				Instant.EPOCH, List.of(new EventRow(1, "WorkflowStarted", Instant.EPOCH, data)));
		ExportedHistory read = this.format.read(this.format.write(history));
		assertThat(read).usingRecursiveComparison().ignoringFields("events").isEqualTo(history);
		assertThat(new String(read.events().get(0).data(), StandardCharsets.UTF_8))
			.isEqualTo(new String(data, StandardCharsets.UTF_8));
	}

	@Test
	void somethingElseIsNoHistory() {
		assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> this.format.read("{\"events\":1}"))
			.withMessageContaining("no exported history");
	}

}
