package dev.durable.semantics;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.DurableFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.WorkflowInfo;
import dev.durable.client.PendingActivity;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what can be found out about runs: by search, by description, and from inside.
 */
class ListingTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofHours(1);

	private List<String> find(WorkflowQuery query) {
		return client().list(query.idPrefix(id())).stream().map(WorkflowDescription::workflowId).toList();
	}

	private WorkflowHandle<List<String>> startOther(String suffix, Script script) {
		other(suffix, script);
		return call(() -> client().start(Scripted.class, Scripted::run, (options) -> options.id(id(suffix))));
	}

	@Test
	@DisplayName("List: by type, status, time of start, id and stuck, alone and together, the latest first, in pages")
	void conditions() {
		WorkflowHandle<?> open = startOther("open", (workflow) -> workflow.awaitSignal("never"));
		WorkflowHandle<?> stuck = startOther("stuck", (workflow) -> {
			throw new IndexOutOfBoundsException("a bug");
		});
		Instant between = open.describe().startedAt();
		WorkflowHandle<?> done = startOther("done", (workflow) -> {
		});
		result(done);
		awaitStuck(stuck);
		List<String> all = List.of(id("done"), id("stuck"), id("open"));
		assertThat(find(WorkflowQuery.where())).isEqualTo(all);
		assertThat(find(WorkflowQuery.where().type(Scripted.class))).isEqualTo(all);
		assertThat(find(WorkflowQuery.where().type(SignalTests.Collector.class))).isEmpty();
		assertThat(find(WorkflowQuery.where().status(WorkflowStatus.COMPLETED))).containsExactly(id("done"));
		assertThat(find(WorkflowQuery.where().status(WorkflowStatus.RUNNING))).containsExactly(id("stuck"), id("open"));
		assertThat(find(WorkflowQuery.where().stuck())).containsExactly(id("stuck"));
		assertThat(find(WorkflowQuery.where().stuck().status(WorkflowStatus.COMPLETED))).isEmpty();
		assertThat(find(WorkflowQuery.where().startedAfter(between))).doesNotContain(id("open"));
		assertThat(find(WorkflowQuery.where().startedBefore(between))).isEmpty();
		assertThat(find(WorkflowQuery.where().startedAfter(between.minusNanos(1_000)))).isEqualTo(all);
		assertThat(client().list(WorkflowQuery.where().idPrefix(id() + "_"))).isEmpty();
		List<String> paged = new ArrayList<>();
		WorkflowQuery page = WorkflowQuery.where().idPrefix(id()).limit(2);
		for (List<WorkflowDescription> next = client().list(page); !next.isEmpty(); next = client()
			.list(page.after(next.get(next.size() - 1).runId()))) {
			next.forEach((run) -> paged.add(run.workflowId()));
		}
		assertThat(paged).isEqualTo(all);
		run(() -> open.terminate("seen"));
		run(() -> stuck.terminate("seen"));
	}

	@Test
	@DisplayName("List: by attributes of each searchable type, set at the start or by the workflow, until they are removed")
	void attributes() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("text", "EIRE \u0000 '%_ \uD83D\uDE00");
		values.put("number", 7);
		values.put("large", Long.MAX_VALUE);
		values.put("exact", new BigDecimal("12.50"));
		values.put("truth", true);
		values.put("enum", ParentClosePolicy.ABANDON);
		values.put("time", Instant.parse("2024-02-29T12:00:00.5Z"));
		values.put("long text", "x".repeat(3_000));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			values.forEach((name, value) -> Durable.attribute(name + " set", value));
			workflow.awaitSignal("remove");
			values.forEach((name, value) -> Durable.attribute(name, null));
			Durable.memo("memo", "not searchable");
			workflow.awaitSignal("never");
		}, (options) -> values.forEach(options::attribute));
		awaitKind(run, "AttributesUpserted");
		values.forEach((name, value) -> {
			assertThat(find(WorkflowQuery.where().attribute(name, value))).as(name).hasSize(1);
			assertThat(find(WorkflowQuery.where().attribute(name + " set", value).attribute("number", 7))).as(name)
				.hasSize(1);
			assertThat(find(WorkflowQuery.where().attribute(name, "other"))).as(name).isEmpty();
		});
		assertThat(find(WorkflowQuery.where().attribute("number", 7L))).hasSize(1);
		assertThat(find(WorkflowQuery.where().attribute("number", "7"))).isEmpty();
		send(run, "remove");
		awaitKind(run, "MemoUpserted");
		values.forEach((name, value) -> assertThat(find(WorkflowQuery.where().attribute(name, value))).isEmpty());
		assertThat(find(WorkflowQuery.where().attribute("memo", "not searchable"))).isEmpty();
		run(() -> run.terminate("seen"));
	}

	@Test
	@DisplayName("Describe: pending activities with attempt, last failure and next attempt; what is over is not pending")
	void pendingActivities() {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		activity("held", (context) -> {
			begun.countDown();
			return release.await(LIMIT.toSeconds(), TimeUnit.SECONDS) ? "held" : "too late";
		});
		activity("failing", (context) -> {
			throw new IllegalStateException("attempt " + context.attempt());
		});
		activity("quick", (context) -> "quick");
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start(ListingTests::activities);
			awaitLatch(begun);
			await().untilAsserted(() -> assertThat(started.describe().pendingActivities()).hasSize(3)
				.anySatisfy((pending) -> assertThat(pending.attempt()).isEqualTo(3)));
			List<PendingActivity> pending = started.describe().pendingActivities();
			assertThat(pending).extracting(PendingActivity::attempt).containsExactlyInAnyOrder(1, 2, 3);
			assertThat(pending).allSatisfy((each) -> {
				assertThat(each.type()).isEqualTo("Scripted.perform");
				assertThat(each.scheduledAt()).isNotNull();
				assertThat(each.lastFailure().isPresent()).isEqualTo(each.attempt() > 1);
				assertThat(each.nextAttemptAt().isPresent()).isEqualTo(each.attempt() > 1);
			});
			assertThat(pending).extracting(PendingActivity::activityId).doesNotHaveDuplicates();
			release.countDown();
			return started;
		});
		await().untilAsserted(() -> assertThat(run.describe().pendingActivities()).hasSize(2));
		send(run, "cancel");
		awaitNote(run, "cancelled");
		await().untilAsserted(() -> assertThat(run.describe().pendingActivities()).isEmpty());
		send(run, "end");
		notes(run);
	}

	private static void activities(Scripted workflow) {
		workflow.performAsync("quick").get();
		workflow.performAsync("held");
		CancellationScope scope = Durable.scope(() -> {
			workflow.performAsync("failing", (options) -> options.initialInterval(LONG).maximumInterval(LONG));
			workflow.perform("failing",
					(options) -> options.initialInterval(Duration.ofMillis(1))
						.backoffCoefficient(3_600_000)
						.maximumInterval(LONG)
						.cancellation(CancellationType.WAIT));
		});
		workflow.awaitSignal("cancel");
		scope.cancel();
		try {
			scope.join();
		}
		catch (DurableFailure ex) {
			workflow.note("cancelled");
		}
		workflow.awaitSignal("end");
	}

	@Test
	@DisplayName("Info: ids, type, queue, attempt, start, length, parent, memo and attributes, the same on replay")
	void info() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			WorkflowInfo before = Durable.info();
			Durable.memo("m", List.of(1, 2));
			Durable.attribute("a", 5);
			workflow.awaitSignal("go");
			WorkflowInfo info = Durable.info();
			workflow.note(info.workflowId() + " " + info.runId() + " " + info.firstRunId());
			workflow.note(info.type() + " " + info.queue() + " " + info.attempt() + " " + info.startedAt());
			workflow.note(before.historyLength() + " " + info.historyLength() + " " + info.continueAsNewSuggested());
			workflow.note(info.parentWorkflowId() + " " + info.memo() + " " + info.attributes());
			workflow.note(before.memo() + " " + before.attributes());
		}, (options) -> options.memo("before", "x"));
		send(run, "go");
		String runId = run.runId();
		assertThat(notes(run)).containsExactly(id() + " " + runId + " " + runId,
				"Scripted default 1 " + run.describe().startedAt(), "1 4 false",
				"Optional.empty {before=x, m=[1, 2]} {a=5}", "{before=x} {}");
	}

}
