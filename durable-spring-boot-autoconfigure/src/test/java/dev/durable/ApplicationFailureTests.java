package dev.durable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApplicationFailure}.
 */
class ApplicationFailureTests {

	@Test
	void failureIsRetryableByThePolicyUnlessItSaysOtherwise() {
		ApplicationFailure failure = new ApplicationFailure("NotApproved", "nobody approved");
		assertThat(failure.isNonRetryable()).isFalse();
		assertThat(failure.nextRetryDelay()).isEmpty();
		assertThat(failure.nonRetryable()).isSameAs(failure);
		assertThat(failure.isNonRetryable()).isTrue();
	}

	@Test
	void nextRetryDelayIsNeverNegative() {
		ApplicationFailure failure = new ApplicationFailure("Busy", "try later");
		assertThat(failure.nextRetryDelay(Duration.ofSeconds(7))).isSameAs(failure);
		assertThat(failure.nextRetryDelay()).contains(Duration.ofSeconds(7));
		assertThat(failure.nextRetryDelay(Duration.ofSeconds(-7)).nextRetryDelay()).contains(Duration.ZERO);
	}

	@Test
	void failureMadeHereHasTypeMessageAndNoRemoteStack() {
		ApplicationFailure failure = new ApplicationFailure("NotApproved", "nobody approved");
		assertThat(failure).hasMessage("nobody approved").hasNoCause();
		assertThat(failure.type()).isEqualTo("NotApproved");
		assertThat(failure.remoteStack()).isNull();
		assertThat(failure.details()).isEmpty();
	}

	@Test
	void detailsComeBackAsTheyWereGiven() {
		ApplicationFailure failure = new ApplicationFailure("Declined", "card declined", "order-42", 7, null);
		assertThat(failure.detail(0, String.class)).isEqualTo("order-42");
		assertThat(failure.detail(1, Integer.class)).isEqualTo(7);
		assertThat(failure.detail(1, int.class)).isEqualTo(7);
		assertThat(failure.detail(2, String.class)).isNull();
		assertThat(failure.details()).containsExactly("order-42", 7, null);
	}

	@Test
	void detailsAreCopied() {
		Object[] details = { "order-42" };
		ApplicationFailure failure = new ApplicationFailure("Declined", "card declined", details);
		details[0] = "changed";
		assertThat(failure.details()).containsExactly("order-42");
	}

	@Test
	void detailOfAnotherTypeIsRefused() {
		ApplicationFailure failure = new ApplicationFailure("Declined", "card declined", "order-42");
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> failure.detail(0, Integer.class));
	}

	@Test
	void detailThatIsNotThereIsRefusedWithTheNumberOfDetails() {
		ApplicationFailure failure = new ApplicationFailure("Declined", "card declined", "order-42");
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> failure.detail(1, String.class))
			.withMessage("Failure of type 'Declined' has no detail 1: it has 1, counted from 0");
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> failure.detail(-1, String.class));
	}

	@Test
	void recordedDetailsAreConvertedWhenTheyAreAskedFor() {
		IllegalStateException cause = new IllegalStateException();
		ApplicationFailure failure = new ApplicationFailure("Declined", null, cause, "at Card.charge", 2, this::read);
		assertThat(failure).hasCause(cause).hasMessage(null);
		assertThat(failure.remoteStack()).isEqualTo("at Card.charge");
		assertThat(failure.detail(1, String.class)).isEqualTo("1 as String");
		assertThat(failure.details()).containsExactly("0 as Object", "1 as Object");
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> failure.detail(2, String.class));
	}

	@Test
	void javaSerialisationKeepsAllButTheDetails() throws Exception {
		ApplicationFailure failure = new ApplicationFailure("Declined", "card declined", new Object()).nonRetryable()
			.nextRetryDelay(Duration.ofSeconds(7));
		ApplicationFailure copy = copy(failure);
		assertThat(copy).hasMessage("card declined");
		assertThat(copy.type()).isEqualTo("Declined");
		assertThat(copy.isNonRetryable()).isTrue();
		assertThat(copy.nextRetryDelay()).contains(Duration.ofSeconds(7));
		assertThat(copy.details()).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private <T> T read(int index, Class<T> type) {
		return (T) (index + " as " + type.getSimpleName());
	}

	private static ApplicationFailure copy(ApplicationFailure failure) throws IOException, ClassNotFoundException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(failure);
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			return (ApplicationFailure) in.readObject();
		}
	}

}
