package dev.durable;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the failures of durable execution tell.
 */
class FailureMessageTests {

	@Test
	void activityFailureTellsActivityAttemptsAndReason() {
		ApplicationFailure cause = new ApplicationFailure("Declined", "card declined");
		ActivityFailure failure = new ActivityFailure("Payment.charge", 3, RetryState.MAXIMUM_ATTEMPTS_REACHED, cause);
		assertThat(failure).hasCause(cause)
			.hasMessage("Activity 'Payment.charge' failed after 3 attempts: its retry policy allows no more. "
					+ "The cause is the last failure.");
		assertThat(failure.activity()).isEqualTo("Payment.charge");
		assertThat(failure.attempts()).isEqualTo(3);
		assertThat(failure.retryState()).isEqualTo(RetryState.MAXIMUM_ATTEMPTS_REACHED);
	}

	@Test
	void singleAttemptIsSingular() {
		assertThat(new ActivityFailure("Payment.charge", 1, RetryState.NON_RETRYABLE_FAILURE, null))
			.hasMessageContaining("after 1 attempt: its last failure is not retryable");
	}

	@Test
	void unknownOutcomeTellsWhatToDo() {
		ActivityOutcomeUnknown failure = new ActivityOutcomeUnknown("Payment.charge");
		assertThat(failure.activity()).isEqualTo("Payment.charge");
		assertThat(failure).hasMessageStartingWith("The outcome of activity 'Payment.charge' is unknown")
			.hasMessageContaining("maximumAttempts = 1");
	}

	@Test
	void timeoutTellsWhichLimit() {
		TimeoutFailure failure = new TimeoutFailure(TimeoutType.WAIT, "not within PT1S", null);
		assertThat(failure.timeoutType()).isEqualTo(TimeoutType.WAIT);
		assertThat(failure).hasMessage("not within PT1S");
	}

	@Test
	void violationNamesCallAndPlace() {
		assertThat(new ReadOnlyViolation("Durable.sleep", "query 'status'"))
			.hasMessageStartingWith("Durable.sleep is not allowed in query 'status', which may only read");
	}

}
