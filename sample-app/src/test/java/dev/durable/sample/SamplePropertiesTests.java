package dev.durable.sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleProperties}.
 */
class SamplePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Configuration.class);

	@ParameterizedTest
	@CsvSource({ "sample.activity.delay, -1s", "sample.carrier.failure-rate, 1.1", "sample.review.limit, 0s",
			"sample.loans.approval-limit, 0s", "sample.loans.approval-limit, -1d",
			"sample.trips.undo-fails-at, payment", "sample.trips.undo-failures, -1", "sample.enrolments.day, 0s",
			"sample.enrolments.day, 366d", "sample.enrolments.examiner-failures, -1", "sample.trips.fail-at, moon" })
	void wrongValueKeepsTheSampleFromStartingAndIsNamed(String key, String value) {
		this.runner.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(leaf(key, value)));
	}

	@ParameterizedTest
	@CsvSource({ "sample.trips.fail-at, hotel", "sample.enrolments.day, 1s", "sample.enrolments.day, 365d" })
	void rightValueIsTaken(String key, String value) {
		this.runner.withPropertyValues(key + "=" + value).run((context) -> assertThat(context).hasNotFailed());
	}

	private static String leaf(String key, String value) {
		return value.equals("moon") ? value : key;
	}

	@EnableConfigurationProperties(SampleProperties.class)
	static class Configuration {

	}

}
