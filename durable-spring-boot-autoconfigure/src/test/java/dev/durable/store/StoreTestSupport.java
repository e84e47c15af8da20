package dev.durable.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.BeforeEach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * What the tests of the storage contract share. Each test has a workflow type of its own,
 * so it does not see what others left.
 */
public abstract class StoreTestSupport {

	protected static final Duration LEASE = Duration.ofSeconds(30);

	protected static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");

	private static final AtomicLong RUNS = new AtomicLong();

	protected Store store;

	protected String type;

	protected Fence fence;

	protected abstract Store store();

	@BeforeEach
	void joinWithATypeOfItsOwn() {
		this.store = store();
		this.type = "Type-" + UUID.randomUUID();
		this.fence = join(LEASE);
	}

	protected Fence join(Duration lease) {
		return new Fence(this.store.join(registration("b1"), lease).nodeId(), 0);
	}

	protected NodeRegistration registration(String build) {
		return new NodeRegistration("node", build, Set.of(this.type, "Other"), 3);
	}

	protected static UUID newRunId() {
		return new UUID((System.currentTimeMillis() << 16) | 0x7000, RUNS.incrementAndGet());
	}

	protected NewRun newRun() {
		return newRun("id-" + UUID.randomUUID());
	}

	protected NewRun newRun(String workflowId) {
		UUID runId = newRunId();
		return new NewRun(runId, workflowId, runId, this.type, "b1", now());
	}

	protected static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MICROS);
	}

	protected static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	protected static EventRow event(long seq) {
		return new EventRow(seq, "Kind" + seq, PAST.plusSeconds(seq), bytes("{\"seq\":" + seq + "}"));
	}

	protected static RunChange.Builder change(NewRun run) {
		return RunChange.of(run.runId(), run.firstRunId());
	}

	protected static RunChange.Builder starting(NewRun run) {
		return change(run).start(run).event(event(1));
	}

	protected static RunUpdate.Closed closed() {
		return new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST);
	}

	protected static RunUpdate.Stuck stuck(String build, boolean park, Instant wakeAt) {
		return new RunUpdate.Stuck(new StuckMark(StuckReason.WORKFLOW_CODE_ERROR, "what happened", build, 2), park,
				wakeAt);
	}

	protected NewLetter result(NewRun run, int attempt) {
		return new NewLetter(run.firstRunId(), run.runId(), LetterKind.RESULT, "ActivityCompleted", bytes("1"),
				NewLetter.attemptKey(run.runId(), 2, attempt));
	}

	protected NewLetter abandoned(NewRun run, int attempt) {
		return new NewLetter(run.firstRunId(), run.runId(), LetterKind.ABANDONED, "", bytes(""),
				NewLetter.attemptKey(run.runId(), 2, attempt));
	}

	/** Insert the result of an attempt, in a transaction where the store has such. */
	protected void deliver(Fence slot, NewLetter letter) {
		this.store.deliver(slot, letter);
	}

	protected NewRun committedRun() {
		NewRun run = newRun();
		commit(starting(run));
		return run;
	}

	protected NewRun parkedRun(Instant wakeAt) {
		NewRun run = newRun();
		commit(starting(run).update(new RunUpdate.Parked(wakeAt)));
		return run;
	}

	protected void commit(RunChange.Builder change) {
		assertThat(tryCommit(change)).isNull();
	}

	protected Refusal tryCommit(RunChange.Builder change) {
		return tryCommit(this.fence, change);
	}

	protected Refusal tryCommit(Fence by, RunChange.Builder change) {
		CommitReply reply = this.store.commit(by, UUID.randomUUID(), List.of(change.build()));
		assertThat(reply.isCommitted()).isEqualTo(reply.refusals().isEmpty());
		return reply.refusals().get(0);
	}

	/** Commit a batch that must be refused, with the reason if the store knows it. */
	protected void assertRefused(int index, Refusal refusal, RunChange.Builder... changes) {
		try {
			Map<Integer, Refusal> refusals = this.store
				.commit(this.fence, UUID.randomUUID(),
						java.util.Arrays.stream(changes).map(RunChange.Builder::build).toList())
				.refusals();
			assertThat(refusals).isEqualTo(Map.of(index, refusal));
		}
		catch (BatchRefusedException ex) {
			assertThat(changes).hasSizeGreaterThan(1);
		}
	}

	protected RunRow row(NewRun run) {
		return this.store.run(run.runId()).orElseGet(() -> fail("There is no run " + run));
	}

	protected LoadedRun loaded(NewRun run) {
		return this.store.load(run.runId()).orElseGet(() -> fail("There is no run " + run));
	}

	protected List<Letter> letters(NewRun run) {
		return this.store.letters(run.runId());
	}

	protected ClaimFilter filter(String build, int limit) {
		return new ClaimFilter(Set.of(this.type), build, limit);
	}

	protected List<UUID> claim(Fence by) {
		return this.store.claim(by, filter("b1", 100));
	}

}
