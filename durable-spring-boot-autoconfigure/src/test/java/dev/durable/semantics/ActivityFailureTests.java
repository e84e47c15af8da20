package dev.durable.semantics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the exceptions that activities throw, and what the workflow catches.
 */
class ActivityFailureTests extends ScriptedTests {

	private static final String APPLICATION = " <- ApplicationFailure(";

	private List<String> caught(String how) {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Paying.class, (workflow) -> workflow.run(how), (options) -> options.id(id(how))));
		List<String> caught = result(run);
		assertThat(answer(() -> client().stub(Paying.class, run.id()).caught())).as("replayed").isEqualTo(caught);
		return caught;
	}

	private static String name(Class<?> type) {
		return type.getName();
	}

	@Test
	@DisplayName("34. A declared exception is retried by the policy, then caught by its own type, live and on replay")
	void declared() {
		assertThat(caught("declined")).containsExactly("CardDeclined",
				"CardDeclined: no money, attempt 2 <- ActivityFailure(2)" + APPLICATION + name(CardDeclined.class)
						+ "): no money, attempt 2");
	}

	@Test
	@DisplayName("34. A subclass of a declared exception is caught as the nearest declared one, its type is kept as text")
	void subclass() {
		assertThat(caught("expired")).containsExactly("CardDeclined",
				"CardDeclined: expired <- ActivityFailure(2)" + APPLICATION + name(CardExpired.class) + "): expired");
	}

	@Test
	@DisplayName("34. Constructors (String) and () will do; the cause is the ActivityFailure all the same")
	void otherConstructors() {
		assertThat(caught("limited")).containsExactly("LimitReached",
				"LimitReached: limit <- ActivityFailure(2)" + APPLICATION + name(LimitReached.class) + "): limit");
		assertThat(caught("silent")).containsExactly("Silent",
				"Silent: null <- ActivityFailure(2)" + APPLICATION + name(Silent.class) + "): null");
	}

	@Test
	@DisplayName("34. Without such a constructor it arrives as any other: ActivityFailure <- ApplicationFailure")
	void noConstructor() {
		assertThat(caught("odd")).containsExactly("ActivityFailure",
				"ActivityFailure(2)" + APPLICATION + name(Odd.class) + "): 7 is odd");
	}

	@Test
	@DisplayName("34. An unchecked exception that is declared is caught by its own type too")
	void unchecked() {
		assertThat(caught("unchecked")).containsExactly("UnsupportedOperationException",
				"UnsupportedOperationException: not here <- ActivityFailure(2)" + APPLICATION
						+ name(UnsupportedOperationException.class) + "): not here");
	}

	@Test
	@DisplayName("34. What is not declared arrives as ActivityFailure <- ApplicationFailure with the class name as type")
	void undeclared() {
		assertThat(caught("undeclared")).containsExactly("ActivityFailure",
				"ActivityFailure(2)" + APPLICATION + name(IllegalStateException.class) + "): unexpected");
	}

	@Test
	@DisplayName("34. nonRetryable holds for declared exceptions; the workflow catches them after one attempt")
	void nonRetryable() {
		assertThat(caught("fraud")).containsExactly("Fraud",
				"Fraud: stolen <- ActivityFailure(1)" + APPLICATION + name(Fraud.class) + "): stolen");
	}

	@Test
	@DisplayName("34. A declared exception that comes from outside, by failActivity, is caught by its own type too")
	void declaredByToken() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Paying.class, (workflow) -> workflow.run("later"), (options) -> options.id(id())));
		await().until(() -> Bank.TOKENS.containsKey(id()));
		run(() -> client().failActivity(Bank.TOKENS.get(id()), new Fraud("stolen", new IOException("police"))));
		assertThat(result(run)).containsExactly("Fraud",
				"Fraud: stolen <- ActivityFailure(1)" + APPLICATION + name(Fraud.class) + "): stolen");
	}

	@Test
	@DisplayName("34. A declared exception that leaves the workflow fails the run with its class name as type")
	void leavesWorkflow() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Paying.class, (workflow) -> workflow.run("leave"), (options) -> options.id(id())));
		Throwable failure = failure(run);
		assertThat(failure)
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(application) -> assertThat(application.type()).isEqualTo(name(Fraud.class)))
			.hasMessage("stolen")
			.cause()
			.isInstanceOf(ActivityFailure.class)
			.cause()
			.isInstanceOf(ApplicationFailure.class);
	}

	@Test
	@DisplayName("34. The cause chain is kept, with types, messages and the remote stack")
	void causes() {
		activity("deep", (context) -> {
			throw new IllegalStateException("top", new IOException("middle", new IllegalArgumentException("bottom")));
		});
		Throwable failure = failure(
				start((workflow) -> workflow.perform("deep", (options) -> options.maximumAttempts(1))));
		List<ApplicationFailure> chain = applications(failure.getCause());
		assertThat(chain).extracting(ApplicationFailure::type)
			.containsExactly(name(IllegalStateException.class), name(IOException.class),
					name(IllegalArgumentException.class));
		assertThat(chain).extracting(Throwable::getMessage).containsExactly("top", "middle", "bottom");
		assertThat(chain.get(0).remoteStack()).contains(name(ActivityFailureTests.class), "causes");
	}

	@Test
	@DisplayName("34. A cause chain is kept to a depth of 8, and one with a cycle ends")
	void longCauses() {
		activity("deep", (context) -> {
			RuntimeException failure = new IllegalStateException("0");
			for (int i = 1; i < 20; i++) {
				failure = new IllegalStateException(String.valueOf(i), failure);
			}
			throw failure;
		});
		activity("cycle", (context) -> {
			RuntimeException one = new IllegalStateException("one");
			RuntimeException two = new IllegalStateException("two", one);
			one.initCause(two);
			throw one;
		});
		assertThat(play((workflow) -> {
			for (String name : List.of("deep", "cycle")) {
				try {
					workflow.perform(name, (options) -> options.maximumAttempts(1));
				}
				catch (ActivityFailure ex) {
					workflow.note(applications(ex.getCause()).stream().map(Throwable::getMessage).toList());
				}
			}
		})).satisfiesExactly((deep) -> assertThat(deep).startsWith("[19, 18, 17, 16, 15, 14").doesNotContain(" 0]"),
				(cycle) -> assertThat(cycle).isEqualTo("[one, two]"));
	}

	private static List<ApplicationFailure> applications(@Nullable Throwable failure) {
		List<ApplicationFailure> chain = new ArrayList<>();
		for (Throwable next = failure; next instanceof ApplicationFailure application; next = next.getCause()) {
			chain.add(application);
		}
		return chain;
	}

	/**
	 * The card was declined.
	 */
	static class CardDeclined extends Exception {

		private static final long serialVersionUID = 1L;

		CardDeclined(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * The card was declined because it has expired.
	 */
	static final class CardExpired extends CardDeclined {

		private static final long serialVersionUID = 1L;

		CardExpired() {
			super("expired", null);
		}

	}

	/**
	 * Has no constructor with a cause.
	 */
	static final class LimitReached extends Exception {

		private static final long serialVersionUID = 1L;

		LimitReached(String message) {
			super(message);
		}

	}

	/**
	 * Has a constructor without parameters only.
	 */
	static final class Silent extends Exception {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Has no constructor that others could use.
	 */
	static final class Odd extends Exception {

		private static final long serialVersionUID = 1L;

		Odd(int number) {
			super(number + " is odd");
		}

	}

	/**
	 * No attempt can help.
	 */
	static final class Fraud extends Exception {

		private static final long serialVersionUID = 1L;

		Fraud(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * Fails in all ways.
	 */
	@Activity(name = "ActivityFailureTests.Bank")
	static class Bank {

		static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

		@ActivityMethod(retry = @Retry(initialInterval = "10ms", maximumAttempts = 2, nonRetryable = Fraud.class))
		public String pay(String how)
				throws CardDeclined, LimitReached, Silent, Odd, Fraud, UnsupportedOperationException {
			switch (how) {
				case "declined" -> throw new CardDeclined("no money, attempt " + Durable.activity().attempt(), null);
				case "expired" -> throw new CardExpired();
				case "limited" -> throw new LimitReached("limit");
				case "silent" -> throw new Silent();
				case "odd" -> throw new Odd(7);
				case "unchecked" -> throw new UnsupportedOperationException("not here");
				case "fraud" -> throw new Fraud("stolen", new IOException("police"));
				case "later" -> TOKENS.put(Durable.activity().info().workflowId(), Durable.activity().completeLater());
				default -> throw new IllegalStateException("unexpected");
			}
			return how;
		}

	}

	/**
	 * Pays, and tells what came of it.
	 */
	@Workflow(name = "ActivityFailureTests.Paying")
	static class Paying {

		private final Bank bank;

		private final List<String> caught = new ArrayList<>();

		Paying(Bank bank) {
			this.bank = bank;
		}

		@WorkflowMethod
		public List<String> run(String how) throws Fraud {
			try {
				this.bank.pay(how.equals("leave") ? "fraud" : how);
			}
			catch (CardDeclined ex) {
				caught("CardDeclined", ex);
			}
			catch (LimitReached ex) {
				caught("LimitReached", ex);
			}
			catch (Silent ex) {
				caught("Silent", ex);
			}
			catch (Odd ex) {
				caught("Odd", ex);
			}
			catch (Fraud ex) {
				if (how.equals("leave")) {
					throw ex;
				}
				caught("Fraud", ex);
			}
			catch (UnsupportedOperationException ex) {
				caught("UnsupportedOperationException", ex);
			}
			catch (ActivityFailure ex) {
				caught("ActivityFailure", ex);
			}
			return this.caught;
		}

		private void caught(String as, Throwable failure) {
			this.caught.add(as);
			StringBuilder text = new StringBuilder();
			for (Throwable next = failure; next != null; next = next.getCause()) {
				if (!(next instanceof ApplicationFailure) || !text.toString().contains("Application")) {
					text.append(text.isEmpty() ? "" : " <- ").append(describe(next));
				}
			}
			this.caught.add(text.toString());
		}

		private static String describe(Throwable failure) {
			if (failure instanceof ActivityFailure activity) {
				return "ActivityFailure(" + activity.attempts() + ")";
			}
			if (failure instanceof ApplicationFailure application) {
				return "ApplicationFailure(" + application.type() + "): " + blankToNull(application.getMessage());
			}
			return failure.getClass().getSimpleName() + ": " + failure.getMessage();
		}

		private static @Nullable String blankToNull(@Nullable String text) {
			return (text == null || text.isBlank()) ? null : text;
		}

		@QueryMethod
		public List<String> caught() {
			return this.caught;
		}

	}

}
