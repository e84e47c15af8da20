package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.Workflow;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The storage contract: what the Javadoc of {@link Store} and its parts says, each
 * sentence a case. Every store passes it.
 */
public abstract class StoreContractTests extends PrecedenceContractTests {

	@Test
	void dueRunsOfUnknownTypeAreMarked() {
		this.store.markUnknownTypes(this.fence, Duration.ZERO);
		NewRun known = parkedRun(PAST);
		String unknown = "Unknown-" + UUID.randomUUID();
		NewRun run = unknownRun(unknown, PAST);
		NewRun fresh = unknownRun(unknown, Instant.now().plusSeconds(60));
		// others may be marked too: those of nodes of other tests whose leases end
		// meanwhile
		assertThat(this.store.markUnknownTypes(this.fence, LEASE)).isPositive();
		StuckMark mark = row(run).stuck();
		assertThat(mark.reason()).isEqualTo(StuckReason.UNKNOWN_TYPE);
		assertThat(mark.message()).contains(unknown);
		assertThat(row(run).owner()).isNull();
		assertThat(row(known).stuck()).isNull();
		assertThat(row(fresh).stuck()).isNull();
		this.store.markUnknownTypes(this.fence, LEASE);
		assertThat(row(run).stuck()).isEqualTo(mark);
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of(unknown), "b1", 10)))
			.containsExactly(run.runId());
	}

	private NewRun unknownRun(String unknown, Instant wakeAt) {
		UUID runId = newRunId();
		NewRun run = new NewRun(runId, "id-" + runId, runId, unknown, "b1", now());
		commit(starting(run).update(new RunUpdate.Parked(wakeAt)));
		return run;
	}

	@Test
	void runsWhoseOnlyNodeIsDeadAreOfUnknownType() {
		this.store.markUnknownTypes(this.fence, Duration.ZERO);
		String dying = "Dying-" + UUID.randomUUID();
		Membership node = this.store.join(new NodeRegistration("n", "b1", Set.of(dying), 1), LEASE);
		NewRun run = unknownRun(dying, PAST);
		this.store.markUnknownTypes(this.fence, LEASE);
		assertThat(row(run).stuck()).isNull();
		this.store.renew(node.nodeId(), Duration.ZERO);
		assertThat(this.store.markUnknownTypes(this.fence, LEASE)).isPositive();
		assertThat(row(run).stuck()).isNotNull();
	}

	@Test
	void loadOfNoRunIsEmpty() {
		assertThat(this.store.load(newRunId())).isEmpty();
		assertThat(this.store.run(newRunId())).isEmpty();
		assertThat(this.store.letters(newRunId())).isEmpty();
		assertThat(this.store.lastEvent(newRunId())).isEmpty();
		assertThat(this.store.find("nobody")).isEmpty();
	}

	@Test
	void findPrefersTheOpenRunThenTheLast() {
		NewRun first = committedRun();
		commit(change(first).event(event(2)).update(closed()));
		NewRun second = newRun(first.workflowId());
		commit(starting(second));
		assertThat(this.store.find(first.workflowId()).orElseThrow()).isEqualTo(row(second));
		commit(change(second).event(event(2)).update(closed()));
		assertThat(this.store.find(first.workflowId()).orElseThrow()).isEqualTo(row(second));
	}

	@Test
	void ofClosedRunsTheLastToCloseIsFound() {
		NewRun first = newRun();
		NewRun second = newRun(first.workflowId());
		commit(starting(second));
		commit(change(second).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST)));
		commit(starting(first));
		commit(change(first).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST.plusSeconds(1))));
		assertThat(this.store.find(first.workflowId()).orElseThrow()).isEqualTo(row(first));
	}

	@Test
	void historyIsReadInPages() {
		NewRun run = newRun();
		commit(starting(run).event(event(2)).event(event(3)).event(event(4)));
		assertThat(this.store.history(run.runId(), 0, 2)).extracting(EventRow::seq).containsExactly(1L, 2L);
		assertThat(this.store.history(run.runId(), 2, 10)).extracting(EventRow::seq).containsExactly(3L, 4L);
		assertThat(this.store.history(run.runId(), 4, 10)).isEmpty();
		assertThat(this.store.lastEvent(run.runId()).orElseThrow()).usingRecursiveComparison().isEqualTo(event(4));
	}

	@Test
	void runsAreListedLatestFirstInPages() {
		String prefix = "list-" + UUID.randomUUID();
		List<UUID> started = new ArrayList<>();
		for (int count = 0; count < 7; count++) {
			NewRun run = newRun(prefix + count);
			commit(starting(run));
			started.add(0, run.runId());
		}
		List<UUID> listed = new ArrayList<>();
		WorkflowQuery query = WorkflowQuery.where().idPrefix(prefix).limit(3);
		List<RunRow> page = this.store.list(query);
		while (!page.isEmpty()) {
			assertThat(page).hasSizeLessThanOrEqualTo(3);
			page.forEach((run) -> listed.add(run.runId()));
			page = this.store.list(query.after(page.get(page.size() - 1).runId().toString()));
		}
		assertThat(listed).isEqualTo(started);
	}

	@Test
	void runsAreListedByCondition() {
		String prefix = "cond_%!-" + UUID.randomUUID();
		UUID runId = newRunId();
		NewRun old = new NewRun(runId, prefix + "-old", runId, "ListedType", "b1", PAST);
		commit(starting(old));
		NewRun failed = newRun(prefix + "-failed");
		commit(starting(failed).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.FAILED, PAST)));
		NewRun stuck = newRun(prefix + "-stuck");
		commit(starting(stuck));
		commit(change(stuck).update(stuck("b1", false, PAST)));
		WorkflowQuery all = WorkflowQuery.where().idPrefix(prefix);
		assertListed(all, stuck, failed, old);
		assertListed(all.type(Listed.class), old);
		assertListed(all.status(WorkflowStatus.FAILED), failed);
		assertListed(all.status(WorkflowStatus.RUNNING), stuck, old);
		assertListed(all.startedBefore(PAST.plusSeconds(1)), old);
		assertListed(all.startedBefore(PAST));
		assertListed(all.startedAfter(PAST), stuck, failed);
		assertListed(all.stuck(), stuck);
		assertListed(WorkflowQuery.where().idPrefix(prefix.toUpperCase(java.util.Locale.ROOT)));
		assertListed(WorkflowQuery.where().idPrefix(prefix.replace('_', 'x')));
	}

	@Test
	void runsAreListedByAttributesAsJsonText() {
		String prefix = "attr-" + UUID.randomUUID();
		NewRun first = described(newRun(prefix + "-first"), new AttributeRow("customer", false, "\"c1\""),
				new AttributeRow("amount", false, "1"));
		NewRun second = described(newRun(prefix + "-second"), new AttributeRow("customer", false, "\"c1\""),
				new AttributeRow("amount", true, "1"));
		commit(starting(first));
		commit(starting(second));
		commit(change(second).event(event(2)).update(closed()));
		WorkflowQuery all = WorkflowQuery.where().idPrefix(prefix);
		assertListed(all.attribute("customer", "\"c1\""), second, first);
		assertListed(all.attribute("customer", "c1"));
		assertListed(all.attribute("customer", "\"C1\""));
		assertListed(all.attribute("other", "\"c1\""));
		assertListed(all.attribute("customer", "\"c1\"").attribute("amount", "1"), first);
		assertListed(all.attribute("customer", "\"c1\"").attribute("amount", "2"));
		assertListed(all.attribute("customer", "\"c1\"").status(WorkflowStatus.COMPLETED), second);
		commit(change(first).attribute(new AttributeRow("customer", false, null)));
		assertListed(all.attribute("customer", "\"c1\""), second);
	}

	private void assertListed(WorkflowQuery query, NewRun... runs) {
		assertThat(this.store.list(query)).extracting(RunRow::workflowId)
			.containsExactlyElementsOf(java.util.Arrays.stream(runs).map(NewRun::workflowId).toList());
	}

	@Test
	void runsAreCountedByStatus() {
		long failed = this.store.countByStatus().getOrDefault(WorkflowStatus.FAILED, 0L);
		long running = this.store.countByStatus().getOrDefault(WorkflowStatus.RUNNING, 0L);
		NewRun run = committedRun();
		committedRun();
		commit(change(run).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.FAILED, PAST)));
		assertThat(this.store.countByStatus()).containsEntry(WorkflowStatus.FAILED, failed + 1)
			.containsEntry(WorkflowStatus.RUNNING, running + 1);
	}

	@Test
	void openRunsAreCountedInGroups() {
		NewRun first = parkedRun(PAST.plusSeconds(60));
		parkedRun(PAST);
		parkedRun(now().plusSeconds(3_600));
		parked(newRun());
		committedRun();
		pausedRun(true, PAST);
		commit(closing(committedRun(), WorkflowStatus.FAILED));
		NewRun elsewhere = elsewhere(newRun(), this.type, "other-" + this.type);
		commit(starting(elsewhere).update(new RunUpdate.Parked(PAST.plusSeconds(60))));
		commit(change(committedRun()).update(stuck("b1", true, PAST)));
		OpenRuns open = this.store.countOpen();
		assertThat(open.groups().stream().filter((group) -> group.type().equals(this.type))).containsExactlyInAnyOrder(
				new OpenRuns.Group("default", this.type, WorkflowStatus.RUNNING, null, 5, 2, PAST),
				new OpenRuns.Group("default", this.type, WorkflowStatus.PAUSED, null, 1, 0, null),
				new OpenRuns.Group("default", this.type, WorkflowStatus.RUNNING, StuckReason.WORKFLOW_CODE_ERROR, 1, 0,
						null),
				new OpenRuns.Group("other-" + this.type, this.type, WorkflowStatus.RUNNING, null, 1, 1,
						PAST.plusSeconds(60)));
		assertThat(open.byType()).containsEntry(this.type, 8L);
		assertThat(open.stuck().get(StuckReason.WORKFLOW_CODE_ERROR)).isGreaterThanOrEqualTo(1);
		assertThat(open.queues().get("other-" + this.type))
			.isEqualTo(new OpenRuns.Waiting(1, Duration.between(PAST.plusSeconds(60), open.at())));
		assertThat(open.queues().get("default").lag()).isGreaterThanOrEqualTo(Duration.between(PAST, open.at()));
		assertThat(Duration.between(open.at(), now()).abs()).isLessThan(Duration.ofMinutes(1));
		assertThat(claim(this.fence)).contains(first.runId());
	}

	@Test
	void offersAreCountedByQueue() {
		String queue = "gpu-" + this.type;
		NewRun run = committedRun();
		commit(change(run).activity(offer(1, PAST, queue))
			.activity(offer(2, PAST.plusSeconds(60), queue))
			.activity(offer(3, now().plusSeconds(3_600), queue)));
		OpenRuns open = this.store.countOpen();
		assertThat(open.queues().get(queue)).isEqualTo(new OpenRuns.Waiting(2, Duration.between(PAST, open.at())));
	}

	private static ActivityRow offer(long activityId, Instant due, String queue) {
		return new ActivityRow(activityId, 1, due, false, null, null, false, new Routing(queue, "act"));
	}

	@Test
	void runsAreListedByTheNameOfTheirType() {
		NewRun run = committedRun();
		committedRun();
		WorkflowQuery named = WorkflowQuery.where().type(this.type);
		assertThat(this.store.list(named)).hasSize(2);
		assertListed(named.idPrefix(run.workflowId()), run);
		assertListed(named.type(this.type + "x"));
	}

	@Test
	void chainHasItsRunsAndNoOthersOfTheWorkflowId() {
		NewRun other = committedRun();
		commit(closing(other, WorkflowStatus.COMPLETED));
		NewRun first = newRun(other.workflowId());
		commit(starting(first));
		commit(closing(first, WorkflowStatus.CONTINUED_AS_NEW));
		NewRun second = nextOf(first);
		commit(starting(second));
		assertThat(this.store.chain(first.workflowId(), first.runId(), 10)).extracting(RunRow::runId)
			.containsExactly(second.runId(), first.runId());
		assertThat(this.store.chain(first.workflowId(), first.runId(), 1)).extracting(RunRow::runId)
			.containsExactly(second.runId());
		assertThat(this.store.chain("other", first.runId(), 10)).isEmpty();
	}

	@Test
	void bytesOfAnEventAreNotShared() {
		NewRun run = newRun();
		EventRow event = event(1);
		commit(change(run).start(run).event(event));
		event.data()[0] = 'x';
		loaded(run).history().get(0).data()[0] = 'y';
		assertThat(loaded(run).history()).usingRecursiveComparison().isEqualTo(List.of(event(1)));
	}

	@Workflow(name = "ListedType")
	interface Listed {

	}

}
