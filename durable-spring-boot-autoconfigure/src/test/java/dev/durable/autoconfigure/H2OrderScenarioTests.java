package dev.durable.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for orders on an H2 file.
 */
class H2OrderScenarioTests extends AbstractOrderScenarioTests {

	@TempDir
	private Path directory;

	@Override
	Map<String, Object> database() {
		return Map.of("spring.datasource.url", "jdbc:h2:async:" + this.directory.resolve("orders"));
	}

}
