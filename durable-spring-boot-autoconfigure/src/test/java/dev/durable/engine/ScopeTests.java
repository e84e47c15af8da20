package dev.durable.engine;

import java.time.Duration;
import java.util.List;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for scopes: what is cancelled with them, and what is not.
 */
class ScopeTests {

	private static final Duration DAY = Duration.ofDays(1);

	@Test
	@DisplayName("39: a scope cancels its own activities, timers and children in creation order; siblings go on")
	void aScopeCancelsWhatIsInIt() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> {
				Durable.async(() -> WorkflowTypes.call("A.one"));
				Durable.async(() -> Durable.sleep(DAY));
				Durable.async(() -> WorkflowTypes.child("c", CancellationType.TRY_CANCEL));
				Durable.scope(() -> WorkflowTypes.call("A.two"));
				WorkflowTypes.call("A.three");
			});
			Promise<String> sibling = Durable.async(() -> WorkflowTypes.call("A.sibling"));
			Durable.await(() -> fields.flag);
			scope.cancel();
			return sibling.get() + scope.isCancelled();
		}).signal("cancel", (fields, arguments) -> fields.flag = true),
				(run) -> run.start().signal("cancel").complete(3, "sibling "));
		assertThat(driver.history.subList(1, 7)).extracting((event) -> event.kind())
			.containsExactly("ActivityScheduled", "ActivityScheduled", "ActivityScheduled", "TimerStarted",
					"ChildInitiated", "ActivityScheduled");
		assertThat(driver.commands().subList(6, driver.commands().size())).containsExactly(
				"ActivityCancelRequested activity 2", "ActivityCancelRequested activity 4", "TimerCancelled timer 5",
				"ChildCancelRequested child 6", "ActivityCancelRequested activity 7");
		assertThat(driver.result()).isEqualTo("sibling true");
	}

	@Test
	void whatHasOutlivedTheBlockIsCancelledWithItsScope() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> Durable.async(() -> WorkflowTypes.call("A.one")));
			scope.join();
			Durable.await(() -> fields.flag);
			scope.cancel();
			return String.valueOf(scope.isCancelled());
		}).signal("cancel", (fields, arguments) -> fields.flag = true), (run) -> run.start().signal("cancel"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.one", "ActivityCancelRequested activity 2");
		assertThat(driver.result()).isEqualTo("true");
	}

	@Test
	void joinGivesTheOutcome() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope good = Durable.scope(() -> fields.seen.add(WorkflowTypes.call("A.a")));
			CancellationScope bad = Durable.scope(() -> {
				throw new IllegalStateException("broken");
			});
			CancellationScope cancelled = Durable.scope(() -> Durable.sleep(DAY));
			good.join();
			good.cancel();
			cancelled.cancel();
			return fields.seen + caught(bad::join) + caught(cancelled::join) + good.isCancelled() + bad.isCancelled();
		}), (run) -> run.start().complete(2, "x"));
		assertThat(driver.result()).isEqualTo("[x]IllegalStateException: brokenCancelledFailure: Cancelledfalsefalse");
	}

	@Test
	@DisplayName("36: cancelling the run cancels scopes within scopes")
	void theRunCancelsAllScopes() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope outer = Durable.scope(() -> {
				CancellationScope inner = Durable.scope(() -> Durable.sleep(DAY));
				try {
					inner.join();
				}
				finally {
					fields.seen.add(inner.isCancelled());
				}
			});
			try {
				outer.join();
			}
			catch (CancelledFailure ex) {
				fields.seen.add(ex.reason());
			}
			return fields.seen;
		}), (run) -> run.start().cancel("enough"));
		assertThat(driver.result()).isEqualTo(List.of("enough"));
		assertThat(driver.commands()).containsExactly("TimerStarted", "TimerCancelled timer 2");
	}

	@Test
	void detachedCodeInAScopeGoesOn() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> {
				Durable.detached(() -> {
					Durable.async(() -> fields.seen.add(WorkflowTypes.call("A.branch")));
					fields.seen.add(WorkflowTypes.call("A.shielded"));
				});
				WorkflowTypes.call("A.never");
			});
			Durable.await(() -> fields.flag);
			scope.cancel();
			return caught(scope::join) + fields.seen;
		}).signal("cancel", (fields, arguments) -> fields.flag = true),
				(run) -> run.start().signal("cancel").complete(3, "b").complete(2, "s"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.shielded", "ActivityScheduled A.branch");
		assertThat(driver.result()).isEqualTo("CancelledFailure: Cancelled[b, s]");
	}

	@Test
	void aScopeInDetachedCodeCanBeCancelledAlone() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> Durable.detached(() -> {
			CancellationScope scope = Durable.scope(() -> WorkflowTypes.call("A.a"));
			Durable.await(() -> fields.flag);
			scope.cancel();
			return caught(scope::join);
		})).signal("cancel", (fields, arguments) -> fields.flag = true),
				(run) -> run.start().cancel(null).signal("cancel"));
		assertThat(driver.history).extracting((event) -> event.kind())
			.containsExactly("WorkflowStarted", "ActivityScheduled", "CancelRequested", "SignalReceived",
					"ActivityCancelRequested");
		assertThat(driver.result()).isEqualTo("CancelledFailure: Cancelled");
	}

	@Test
	void aScopeMadeInACancelledOneIsCancelledFromTheBeginning() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				Durable.sleep(DAY);
			}
			catch (CancelledFailure ex) {
				CancellationScope scope = Durable.scope(() -> {
					fields.seen.add("begun");
					WorkflowTypes.call("A.a");
				});
				return scope.isCancelled() + caught(scope::join) + fields.seen;
			}
			return "";
		}), (run) -> run.start().cancel("enough"));
		assertThat(driver.result()).isEqualTo("trueCancelledFailure: Cancelled: enough[]");
		assertThat(driver.lastCommands()).containsExactly("TimerCancelled timer 2");
	}

	@Test
	void aScopeThatCancelsItselfThrowsAtItsNextBlock() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> {
				Durable.await(() -> fields.values.containsKey("scope"));
				fields.<CancellationScope>value("scope").cancel();
				fields.seen.add("still here");
				WorkflowTypes.call("A.never");
			});
			fields.values.put("scope", scope);
			return caught(scope::join) + fields.seen;
		}), (run) -> run.start());
		assertThat(driver.commands()).isEmpty();
		assertThat(driver.result()).isEqualTo("CancelledFailure: Cancelled[still here]");
	}

	@Test
	@DisplayName("39: an inner scope that was cancelled before is not told again")
	void nothingIsCancelledTwice() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> WorkflowTypes.call("A.a", CancellationType.WAIT));
			Durable.await(() -> fields.flag);
			scope.cancel();
			scope.cancel();
			scope.join();
			return "";
		}).signal("cancel", (fields, arguments) -> fields.flag = true),
				(run) -> run.start().signal("cancel").cancel(null));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "ActivityCancelRequested activity 2");
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled(null));
		assertThat(driver.run.isOpenActivity(2)).isTrue();
	}

	@Test
	void derivedPromisesAreCancelledToo() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Promise<String> slow = Durable.async(() -> Durable.detached(() -> WorkflowTypes.call("A.a")));
			Promise<String> mapped = slow.map((value) -> value + "!");
			Promise<String> rescued = slow.exceptionally((ex) -> "rescued");
			try {
				mapped.get();
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> Durable.await(() -> mapped.isDone() && rescued.isDone()));
				return caught(mapped::get) + caught(rescued::get) + slow.isDone();
			}
			return "";
		}), (run) -> run.start().cancel(null));
		assertThat(driver.result()).isEqualTo("CancelledFailure: CancelledCancelledFailure: Cancelledfalse");
	}

	private static String caught(Runnable call) {
		try {
			call.run();
			return "nothing";
		}
		catch (RuntimeException ex) {
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
	}

}
