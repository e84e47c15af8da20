package dev.durable.sample.problems;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlainText}.
 */
class PlainTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "tea", "Größe", "12345", "\uD83D\uDE00" })
	void ordinaryTextIsFine(String text) {
		assertThat(isValid(text)).isTrue();
	}

	@Test
	void missingTextIsFine() {
		assertThat(isValid(null)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "123456", "a\u0000", "a\nb", "\u0085", "\uD83D", "\uDE00\uD83D" })
	void longTextControlCharactersAndHalfPairsAreNot(String text) {
		assertThat(isValid(text)).isFalse();
	}

	private static boolean isValid(String text) {
		try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
			return factory.getValidator().validate(new Name(text)).isEmpty();
		}
	}

	private record Name(@PlainText(max = 5) String text) {
	}

}
