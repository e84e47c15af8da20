package dev.durable.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.ParentClosePolicy;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.AfterEach;
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

	/** Leave no run behind that a claim of any other type takes. */
	@AfterEach
	void claimWhatAnybodyClaims() {
		Fence last = join(LEASE);
		ClaimFilter none = new ClaimFilter(Set.of(), "b1", 100);
		while (!this.store.claim(last, none).isEmpty()) {
			assertThat(this.store.owned(last.nodeId())).isNotEmpty();
		}
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

	protected static NewRun reusing(NewRun run, WorkflowIdReusePolicy policy) {
		return new NewRun(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(), run.buildId(),
				run.startedAt(), run.startAt(), run.timeoutAt(), run.parentChain(), run.closePolicy(), policy,
				run.attributes(), null);
	}

	protected static NewRun childOf(NewRun parent, ParentClosePolicy policy, NewRun run) {
		return new NewRun(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(), run.buildId(),
				run.startedAt(), run.startAt(), run.timeoutAt(), parent.firstRunId(), policy, run.reusePolicy(),
				run.attributes(), null);
	}

	protected static NewRun timed(NewRun run, Instant startAt, Instant timeoutAt) {
		return new NewRun(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(), run.buildId(),
				run.startedAt(), startAt, timeoutAt, run.parentChain(), run.closePolicy(), run.reusePolicy(),
				run.attributes(), null);
	}

	protected static NewRun elsewhere(NewRun run, String type, String queue) {
		return new NewRun(run.runId(), run.workflowId(), run.firstRunId(), type, queue, run.buildId(), run.startedAt(),
				run.startAt(), run.timeoutAt(), run.parentChain(), run.closePolicy(), run.reusePolicy(),
				run.attributes(), null);
	}

	protected static NewRun described(NewRun run, AttributeRow... attributes) {
		return new NewRun(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(), run.buildId(),
				run.startedAt(), run.startAt(), run.timeoutAt(), run.parentChain(), run.closePolicy(),
				run.reusePolicy(), List.of(attributes), null);
	}

	/** The next run of the chain of a run. */
	protected NewRun nextOf(NewRun run) {
		return new NewRun(newRunId(), run.workflowId(), run.firstRunId(), this.type, "b1", now());
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

	protected static RunChange.Builder closing(NewRun run, WorkflowStatus status) {
		return change(run).event(event(2)).update(new RunUpdate.Closed(status, PAST));
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

	protected NewRun parked(NewRun run) {
		commit(starting(run).update(new RunUpdate.Parked(null)));
		return run;
	}

	protected NewRun pausedRun(boolean park, Instant wakeAt) {
		NewRun run = committedRun();
		commit(change(run).update(new RunUpdate.Paused(park, wakeAt)));
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

	/** Start a run as a client does. */
	protected void start(NewRun run) {
		this.store.start(new RunStart(run, List.of(event(1)), false, false), List.of());
	}

	/** Signal as a client does, and return the run that was open. */
	protected Optional<UUID> signal(String workflowId, String name) {
		return signal(workflowId, name, bytes("[]"));
	}

	protected Optional<UUID> signal(String workflowId, String name, byte[] data) {
		return this.store.send(new OutgoingLetter(workflowId, null, LetterKind.SIGNAL, name, data, null))
			.map((sent) -> sent.to().runId());
	}

	protected static OutgoingLetter outgoing(NewRun to, LetterKind kind, String key) {
		return new OutgoingLetter(to.workflowId(), null, kind, kind.name().toLowerCase(Locale.ROOT), bytes("[]"), key);
	}

	/** Send a letter of any kind, and return it as it is stored. */
	protected Letter sendTo(NewRun to, LetterKind kind, String key) {
		assertThat(this.store.send(outgoing(to, kind, key))).isPresent();
		List<Letter> letters = letters(to);
		return letters.get(letters.size() - 1);
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
