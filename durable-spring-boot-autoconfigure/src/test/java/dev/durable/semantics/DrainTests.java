package dev.durable.semantics;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import dev.durable.node.NodeStatus.State;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a node that is drained while another one is there.
 */
class DrainTests extends ScriptedTests {

	/**
	 * A node that is started anew after each commit would hide who has what.
	 */
	static List<Setting> settings() {
		return Setting.all()
			.stream()
			.filter((setting) -> setting.mode() == Mode.STRAIGHT || setting.mode() == Mode.EVICTING)
			.toList();
	}

	/**
	 * Start the node that is to be drained. Nothing waits for the end of its lease, and
	 * while a machine is slow it must not be over: it would take no work.
	 */
	private OtherNode node() {
		return otherNode(SemanticsApplication.class, "management.endpoints.web.exposure.include=durable",
				"durable.lease.duration=30s");
	}

	private WorkflowHandle<List<String>> start(OtherNode node, String id) {
		return node.client().start(Moving.class, Moving::run, (options) -> options.id(id));
	}

	private static void awaitFirst(WorkflowHandle<?> run) {
		await().untilAsserted(() -> assertThat(run.query("count", Integer.class)).isOne());
	}

	@Test
	@DisplayName("A drained node hands its runs over; its callers signal, update, query and await them as before")
	void runsGoToTheOther() {
		try (OtherNode drained = node()) {
			WorkflowHandle<List<String>> run = start(drained, id());
			awaitFirst(run);
			drained.operate("drain");
			await().until(() -> drained.operate("drain") == State.DRAINED);
			assertThat(run.query("count", Integer.class)).isOne();
			assertThat(run.update("ask", String.class)).isEqualTo("first");
			run.signal("go");
			assertThat(result(run)).containsExactly("other", "first", "first");
		}
	}

	@Test
	@DisplayName("A run that is started on a drained node is for the others, in a transaction, too")
	void startsGoToTheOther() {
		try (OtherNode drained = node()) {
			drained.operate("drain");
			WorkflowHandle<List<String>> run = start(drained, id());
			run.signal("go");
			assertThat(result(run)).containsExactly("first", "first");
			if (isTransactional()) {
				TransactionTemplate transaction = new TransactionTemplate(
						drained.bean(PlatformTransactionManager.class));
				WorkflowHandle<List<String>> joined = transaction.execute((status) -> start(drained, id("joined")));
				joined.signal("go");
				assertThat(result(joined)).containsExactly("first", "first");
			}
			assertThat(drained.operate("resume")).isEqualTo(State.RUNNING);
			WorkflowHandle<List<String>> own = start(drained, id("own"));
			own.signal("go");
			assertThat(result(own)).startsWith("other");
		}
	}

	/**
	 * Says where it runs.
	 */
	@Activity(name = "DrainTests.Here")
	static class Here {

		private final String node;

		Here(@Value("${durable.node.name:first}") String node) {
			this.node = node;
		}

		public String where() {
			return this.node;
		}

	}

	/**
	 * Notes where its activities run.
	 */
	@Workflow(name = "DrainTests.Moving")
	static class Moving {

		private final Here here;

		private final List<String> places = new ArrayList<>();

		private boolean going;

		Moving(Here here) {
			this.here = here;
		}

		@WorkflowMethod
		public List<String> run() {
			this.places.add(this.here.where());
			Durable.await(() -> this.going);
			this.places.add(this.here.where());
			return this.places;
		}

		@SignalMethod
		public void go() {
			this.going = true;
		}

		@QueryMethod
		public int count() {
			return this.places.size();
		}

		@UpdateMethod
		public String ask() {
			String place = this.here.where();
			this.places.add(place);
			return place;
		}

	}

}
