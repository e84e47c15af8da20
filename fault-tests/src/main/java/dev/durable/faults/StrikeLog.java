package dev.durable.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of what was done to the processes.
 */
final class StrikeLog {

	private StrikeLog() {
	}

	static void write(Path file, List<Strike> strikes) {
		try {
			Files.write(file,
					strikes.stream()
						.map((strike) -> String.join("\t", strike.begin().toString(), strike.end().toString(),
								strike.kind(), String.join(",", strike.nodes()), strike.what()))
						.toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
