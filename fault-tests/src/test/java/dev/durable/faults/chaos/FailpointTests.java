package dev.durable.faults.chaos;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Failpoints} with two nodes on one database, of which one is in
 * trouble: its parcels are sent all the same, each effect as often as it should be. A
 * failpoint that was not met proves nothing.
 */
class FailpointTests extends NodePairTests {

	@ParameterizedTest
	@ValueSource(strings = { "commit.WorkflowStarted/after=unknown", "commit.ActivityScheduled/before=throw",
			"commit.TimerFired/after=unknown", "commit.ContinuedAsNew/after=unknown",
			"commit.WorkflowCompleted/before=throw", "claim/before=throw", "claim/after=unknown", "load/before=throw",
			"run/before=throw", "letters/before=throw", "begun/before=throw", "take/before=throw", "take/after=unknown",
			"attempts/before=throw", "renew/before=throw", "renew/after=unknown", "deliver/before=throw",
			"deliver/after=throw", "activity/before=sleep(300)", "commit.SignalReceived/after=sleep(300)" })
	void parcelsAreSentThoughTheStoreFails(String failpoint) throws Exception {
		nodes.failpoints().arm(failpoint);
		String one = NodePair.newParcel();
		String other = NodePair.newParcel();
		nodes.troubled().sendAll(List.of(one, other));
		Awaitility.await().atMost(LIMIT).until(() -> !nodes.failpoints().hits().isEmpty());
		assertThat(nodes.failpoints().hits()).containsExactly(Failpoint.parse(failpoint));
		nodes.requireSent(List.of(one, other));
	}

	@Test
	void nodeThatStoodStillBeforeItsCommitIsRefusedAndTheOtherOneFinishes() throws Exception {
		String parcel = NodePair.newParcel();
		nodes.failpoints().arm("commit.TimerFired/before=park;renew/before=park");
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
			nodes.troubled().send(parcel);
			nodes.troubled().approve(parcel);
		});
		Awaitility.await().atMost(LIMIT).until(() -> nodes.failpoints().hits().size() == 2);
		sending.join();
		nodes.requireSent(List.of(parcel));
		nodes.failpoints().clear();
		String next = NodePair.newParcel();
		nodes.troubled().sendAll(List.of(next));
		nodes.requireSent(List.of(parcel, next));
	}

	@Test
	void textThatIsNoFailpointIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Failpoint.parse("commit=crash"))
			.withMessageContaining("Write point/side=action#n");
		assertThat(Failpoint.parse("sql.commit.effect/after=sleep(20)#3").hit()).isEqualTo(3);
	}

}
