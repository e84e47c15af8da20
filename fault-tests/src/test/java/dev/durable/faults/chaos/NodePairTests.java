package dev.durable.faults.chaos;

import java.time.Duration;

import dev.durable.faults.verdict.LastingVerdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests with two nodes on one database, of which one gets into trouble.
 */
@Timeout(150)
@ExtendWith(LastingVerdict.class)
abstract class NodePairTests {

	static final Duration LIMIT = Duration.ofSeconds(60);

	static NodePair nodes;

	@BeforeAll
	static void start() {
		nodes = new NodePair();
	}

	@AfterAll
	static void stop() {
		nodes.close();
	}

	@AfterEach
	void calm() {
		nodes.calm();
	}

}
