package dev.durable.faults.chaos;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests for nodes whose connections fail at any statement and any commit, with any state.
 * What a client was not told to have happened it does again, under the same id.
 */
class ChaosTests extends NodePairTests {

	private static final Logger logger = LoggerFactory.getLogger(ChaosTests.class);

	private static final List<String> STATES = List.of("40001", "40P01", "57P01", "08006", "53300", "25006", "57014",
			"55P03");

	private static void sendUnderTrouble(List<String> parcels) {
		for (String parcel : parcels) {
			Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> nodes.troubled().send(parcel));
			Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> nodes.troubled().approve(parcel));
		}
	}

	/**
	 * The evidence.
	 */
	private static void awaitStruck(Blow blow) {
		Awaitility.await().atMost(LIMIT).until(blow::hasStruck);
	}

	@ParameterizedTest
	@ValueSource(strings = { "40001", "40P01", "57P01", "08006", "53300", "25006", "57014", "55P03" })
	void parcelIsSentThoughAStatementOfEachKindFails(String state) throws Exception {
		List<Blow> blows = Stream
			.of("insert into durable_history", "insert into durable_workflow", "insert into durable_inbox",
					"delete from durable_inbox", "from durable_fence", "update durable_workflow", "insert into effect",
					"update durable_activity")
			.map((statement) -> nodes.chaos().fail(statement, 1, state))
			.toList();
		List<String> parcels = List.of(NodePair.newParcel(), NodePair.newParcel());
		sendUnderTrouble(parcels);
		nodes.requireSent(parcels);
		Awaitility.await().atMost(LIMIT).until(() -> blows.stream().filter(Blow::hasStruck).count() > 4);
	}

	@ParameterizedTest
	@CsvSource({ "durable_history, true", "durable_history, false", "into effect, true", "into effect, false",
			"durable_node, true", "durable_inbox, true" })
	void parcelIsSentThoughACommitIsLostOrItsReply(String statement, boolean committed) throws Exception {
		Blow blow = committed ? nodes.chaos().loseReply(statement, 2) : nodes.chaos().loseCommit(statement, 2);
		List<String> parcels = List.of(NodePair.newParcel(), NodePair.newParcel());
		sendUnderTrouble(parcels);
		nodes.requireSent(parcels);
		awaitStruck(blow);
	}

	@Test
	void connectionsThatAreRefusedAreAskedForAgain() throws Exception {
		IntStream.rangeClosed(1, 12).forEach((nth) -> nodes.chaos().fail("", nth, "08006"));
		Blow refused = nodes.chaos().refuseConnection(1, "53300");
		List<String> parcels = List.of(NodePair.newParcel());
		sendUnderTrouble(parcels);
		nodes.requireSent(parcels);
		awaitStruck(refused);
	}

	/*
	 * It goes on when its node has been expired: either it is interrupted then, or it is
	 * released at last.
	 */
	@Test
	void transactionalAttemptOfANodeThatWasExpiredRollsBack() throws Exception {
		String parcel = NodePair.newParcel();
		long before = nodes.troubledNode();
		Blow parked = nodes.chaos().park("insert into effect", 1);
		nodes.troubled().send(parcel);
		nodes.troubled().approve(parcel);
		awaitStruck(parked);
		nodes.failpoints().arm("renew/before=park");
		Awaitility.await().atMost(LIMIT).until(() -> nodes.troubledNode() != before);
		nodes.failpoints().clear();
		nodes.requireSent(List.of(parcel));
		parked.release();
		nodes.troubled().sendAll(List.of(NodePair.newParcel()));
		nodes.requireSent(List.of(parcel));
	}

	@Test
	void parcelsAreSentInAStorm() throws Exception {
		long seed = System.nanoTime();
		nodes.chaos().storm(seed, 0.02, STATES);
		List<String> parcels = Stream.generate(NodePair::newParcel).limit(6).toList();
		sendUnderTrouble(parcels);
		Awaitility.await().atMost(LIMIT).until(() -> nodes.chaos().struck().size() > 3);
		logger.info("seed {}: {}", seed, nodes.chaos().struck());
		nodes.chaos().calm();
		nodes.requireSent(parcels);
	}

}
