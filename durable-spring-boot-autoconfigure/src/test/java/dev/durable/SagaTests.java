package dev.durable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Saga}: which compensations run, in which order, and what is thrown.
 */
class SagaTests {

	private final FakeWorkflowContext context = new FakeWorkflowContext();

	private final List<String> calls = new ArrayList<>();

	@BeforeEach
	void bind() {
		WorkflowContext.bind(this.context);
	}

	@AfterEach
	void unbind() {
		WorkflowContext.bind(null);
	}

	@Test
	void successReturnsTheResultAndCompensatesNothing() {
		String result = Saga.run((saga) -> {
			saga.compensate(call("undo"));
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void successMayHaveNoResult() {
		assertThat(Saga.<Object>run((saga) -> null)).isNull();
	}

	@Test
	void failureCompensatesInReverseOrderAndComesOutAsItIs() {
		IllegalStateException failure = new IllegalStateException("no");
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("first")).compensate(call("second")).compensate(call("third"));
			throw failure;
		}));
		assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
		assertThat(this.calls).containsExactly("third", "second", "first");
	}

	@Test
	void checkedFailureComesOutAsItIs() {
		IOException failure = new IOException("no");
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("undo"));
			throw failure;
		}));
		assertThat(thrown).isSameAs(failure);
		assertThat(this.calls).containsExactly("undo");
	}

	@Test
	void failedCompensationsAreSuppressedAndTheRestStillRuns() {
		IllegalStateException second = new IllegalStateException("second");
		IOException third = new IOException("third");
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("first")).compensate(failing(second)).compensate(failing(third));
			throw new IllegalArgumentException("original");
		}));
		assertThat(thrown).hasMessage("original");
		assertThat(thrown.getSuppressed()).containsExactly(third, second);
		assertThat(this.calls).containsExactly("first");
	}

	@Test
	void compensationMayThrowTheOriginalFailure() {
		IllegalStateException failure = new IllegalStateException("no");
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("first")).compensate(failing(failure));
			throw failure;
		}));
		assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
		assertThat(this.calls).containsExactly("first");
	}

	@ParameterizedTest
	@MethodSource("bugs")
	void bugCompensatesNothing(Throwable bug) {
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("undo"));
			throw bug(bug);
		}));
		assertThat(thrown).isSameAs(bug);
		assertThat(this.calls).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("bugs")
	void bugInCompensationIsThrownAtOnce(Throwable bug) {
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("first")).compensate(failing(bug)).compensate(call("third"));
			throw new IllegalArgumentException("original");
		}));
		assertThat(thrown).isSameAs(bug);
		assertThat(this.calls).containsExactly("third");
	}

	@ParameterizedTest
	@MethodSource("bugs")
	void bugCompensatesNothingWithoutContext(Throwable bug) {
		WorkflowContext.bind(null);
		bugCompensatesNothing(bug);
	}

	@Test
	void configuredListReplacesTheKindsOfBugs() {
		this.context.bug = IllegalStateException.class::isInstance;
		catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("after ISE"));
			throw new IllegalStateException();
		}));
		catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("after NPE"));
			throw new NullPointerException();
		}));
		assertThat(this.calls).containsExactly("after NPE");
	}

	@Test
	void errorCompensatesIfTheConfiguredListIsWithoutIt() {
		this.context.bug = (failure) -> false;
		AssertionError second = new AssertionError("second");
		Throwable thrown = catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("first")).compensate(failing(second));
			throw new StackOverflowError();
		}));
		assertThat(thrown).isInstanceOf(StackOverflowError.class).hasSuppressedException(second);
		assertThat(this.calls).containsExactly("first");
	}

	@Test
	void nestedSagasCompensateFromTheInside() {
		catchThrowable(() -> Saga.run((outer) -> {
			outer.compensate(call("outer"));
			return Saga.run((inner) -> {
				inner.compensate(call("inner"));
				throw new IllegalStateException();
			});
		}));
		assertThat(this.calls).containsExactly("inner", "outer");
	}

	@Test
	void compensationsAreShieldedFromCancellation() {
		List<Integer> shields = new ArrayList<>();
		catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(() -> shields.add(this.context.detached));
			throw new IllegalStateException();
		}));
		new Saga().compensate(() -> shields.add(this.context.detached)).rollback();
		assertThat(shields).containsExactly(1, 1);
	}

	@Test
	void rollbackByHandRunsEachCompensationOnce() {
		Saga saga = new Saga().compensate(call("first")).compensate(call("second"));
		saga.rollback();
		saga.rollback();
		assertThat(this.calls).containsExactly("second", "first");
	}

	@Test
	void rollbackInTheBodyLeavesNothingToCompensate() {
		catchThrowable(() -> Saga.run((saga) -> {
			saga.compensate(call("undo")).rollback();
			throw new IllegalStateException();
		}));
		assertThat(this.calls).containsExactly("undo");
	}

	@Test
	void rollbackByHandThrowsTheFirstFailureAfterAllHaveRun() {
		IOException second = new IOException("second");
		IllegalStateException third = new IllegalStateException("third");
		Saga saga = new Saga().compensate(call("first")).compensate(failing(second)).compensate(failing(third));
		assertThat(catchThrowable(saga::rollback)).isSameAs(third).hasSuppressedException(second);
		assertThat(this.calls).containsExactly("first");
	}

	@Test
	void rollbackByHandThrowsBugAtOnce() {
		NullPointerException bug = new NullPointerException();
		Saga saga = new Saga().compensate(call("first")).compensate(failing(bug));
		assertThat(catchThrowable(saga::rollback)).isSameAs(bug);
		assertThat(this.calls).isEmpty();
	}

	private static List<Throwable> bugs() {
		return List.of(new AssertionError(), new NullPointerException(), new ClassCastException(),
				new ArrayIndexOutOfBoundsException(), new ReadOnlyViolation("Durable.sleep", "query 'status'"));
	}

	private Runnable call(String name) {
		return () -> this.calls.add(name);
	}

	private static Runnable failing(Throwable failure) {
		return () -> {
			throw SagaTests.<RuntimeException>sneaky(failure);
		};
	}

	private static Exception bug(Throwable bug) {
		throw SagaTests.<RuntimeException>sneaky(bug);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E sneaky(Throwable failure) throws E {
		throw (E) failure;
	}

}
