package dev.durable.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what is said of each setting: in the metadata, and when its value is wrong.
 * Each goes through all keys that there are.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurableMetadataTests {

	private static final Map<String, Metadata.Key> KEYS = Metadata.read().keys();

	/** The keys of the public contract that there are so far. */
	private static final List<String> CONTRACT = List.of("durable.enabled", "durable.queues", "durable.node.name",
			"durable.build-id", "durable.poller.interval", "durable.poller.batch-size", "durable.lease.duration",
			"durable.lease.renew-interval", "durable.workflow.max-resident", "durable.workflow.suspend-on",
			"durable.workflow.timeout-grace", "durable.workflow.virtual-threads", "durable.workflow.on-argument-drift",
			"durable.activities", "durable.activity.max-concurrent", "durable.history.warn-events",
			"durable.history.max-events", "durable.payload.max-size", "durable.schema.mode", "durable.schema.name",
			"durable.shutdown.grace", "durable.retention", "durable.activity.defaults.start-to-close-timeout",
			"durable.activity.defaults.schedule-to-close-timeout",
			"durable.activity.defaults.schedule-to-start-timeout", "durable.activity.defaults.heartbeat-timeout",
			"durable.activity.defaults.retry.initial-interval", "durable.activity.defaults.retry.backoff-coefficient",
			"durable.activity.defaults.retry.maximum-interval", "durable.activity.defaults.retry.maximum-attempts",
			"durable.activity.defaults.retry.non-retryable", "durable.activity.defaults.retry.jitter");

	private static final String NAME = "1 to 200 characters, no control characters and whole surrogate pairs";

	private static final String NAMES = "names of 1 to 255 characters, no control characters and whole surrogate pairs";

	private static final String DURATION = "a duration such as 500ms, 10s, 5m or PT10S";

	private static final String WRONG = """
			durable.activities[Payments.charge].start-to-close-timeout; -5s; longer than 0s and at most 365000d
			durable.activities[Payments.charge].heartbeat-timeout; soon; a duration such as 500ms, 10s, 5m or PT10S
			durable.activities[Payments.charge].retry.jitter; 2; from 0.0 to 1.0
			durable.activity.defaults.heartbeat-timeout; 0s; longer than 0s and at most 365000d
			durable.activity.defaults.max-concurrent; -1; from 0 to 2147483647
			durable.activity.defaults.queue; a\001b; %1$s
			durable.activity.defaults.rate-limit; -1; from 0.001 to 1000000.0
			durable.activity.defaults.retry.backoff-coefficient; 0.5; from 1.0 to 1000.0
			durable.activity.defaults.retry.backoff-coefficient; twice; a number such as 1.5
			durable.activity.defaults.retry.initial-interval; 0s; longer than 0s and at most 365000d
			durable.activity.defaults.retry.jitter; NaN; from 0.0 to 1.0
			durable.activity.defaults.retry.maximum-attempts; -1; from 0 to 2147483647
			durable.activity.defaults.retry.maximum-interval; 400000d; longer than 0s and at most 365000d
			durable.activity.defaults.retry.non-retryable; a\001b; %2$s
			durable.activity.defaults.schedule-to-close-timeout; -1s; longer than 0s and at most 365000d
			durable.activity.defaults.schedule-to-start-timeout; -1s; longer than 0s and at most 365000d
			durable.activity.defaults.start-to-close-timeout; 0s; longer than 0s and at most 365000d
			durable.activity.defaults.start-to-close-timeout; ten; %3$s
			durable.activity.max-concurrent; 0; from 1 to 100000
			durable.activity.max-concurrent; many; a whole number
			durable.build-id; a\001b; %1$s
			durable.context.mdc; a\001b; %2$s
			durable.enabled; perhaps; true or false
			durable.history.max-events; 99; from 100 to 1000000
			durable.history.warn-events; 0; from 1 to 1000000
			durable.lease.duration; 0s; from 1s to 1h
			durable.lease.duration; long; %3$s
			durable.lease.renew-interval; 20s; at most half of durable.lease.duration (30s)
			durable.lease.renew-interval; 99ms; from 100ms to 1h
			durable.metrics.sample-interval; 99ms; from 100ms to 1h
			durable.node.name; a\001b; %1$s
			durable.payload.max-size; 2GB; from 1KB to 1GB
			durable.payload.max-size; big; a size such as 512KB or 2MB
			durable.poller.batch-size; 1001; from 1 to 1000
			durable.poller.hints; perhaps; true or false
			durable.poller.interval; 9ms; from 10ms to 1h
			durable.poller.interval; 45s; shorter than durable.lease.duration (30s)
			durable.queues; a\001b; %1$s
			durable.retention; 0s; from 1s to 36500d
			durable.schema.mode; update; one of migrate, validate, none
			durable.schema.name; a"b; 1 to 63 characters without control characters, and in double quotes or without any
			durable.shutdown.grace; -1s; from 0s to 1h
			durable.workflow.max-resident; -1; from 0 to 1000000
			durable.workflow.on-argument-drift; ignore; one of warn, stuck
			durable.workflow.suspend-on; java.lang.String; names of classes that are thrown, such as java.lang.Error
			durable.workflow.suspend-on; no.such.Type; the full name of a class that there is, such as java.lang.Error
			durable.workflow.timeout-grace; 25h; from 0s to 1d
			durable.workflow.virtual-threads; perhaps; true or false
			""".formatted(NAME, NAMES, DURATION);

	@Test
	void eachKeyOfTheContractIsThere() {
		assertThat(KEYS).containsKeys(CONTRACT.toArray(String[]::new));
	}

	@Test
	void eachKeyIsDescribed() {
		assertThat(KEYS.values())
			.allSatisfy((key) -> assertThat(key.description()).as(key.name()).matches("[A-Z].*\\."));
	}

	@Test
	void eachKeyHasADefaultOrSaysWhatHoldsWithoutOne() {
		assertThat(KEYS.values())
			.allSatisfy((key) -> assertThat(key.defaultValue() != null || key.description().contains("By default"))
				.as(key.name() + ": " + key.description())
				.isTrue());
	}

	@Test
	void eachKeyHasHints() {
		assertThat(KEYS.values()).allSatisfy((key) -> assertThat(key.hints()).as(key.name()).isNotEmpty());
	}

	@Test
	void eachHintIsAPossibleValue() {
		KEYS.values()
			.stream()
			.filter((key) -> !key.type().startsWith("java.util.Map"))
			.forEach((key) -> key.hints()
				.stream()
				.filter((hint) -> hint.value() != null)
				.forEach((hint) -> assertThat(catchThrowable(() -> bind(key.name(), hint.value())))
					.as(key.name() + "=" + hint.value())
					.isNull()));
	}

	@Test
	void eachDefaultIsWhatHoldsWithoutASetting() {
		DurableProperties unset = new Binder().bindOrCreate("durable", DurableProperties.class);
		KEYS.values()
			.stream()
			.filter((key) -> key.defaultValue() != null && !key.name().startsWith("durable.activity.defaults."))
			.forEach((key) -> assertThat(bind(key.name(), key.defaultValue())).as(key.name()).isEqualTo(unset));
	}

	static Stream<Arguments> wrongValues() {
		return WRONG.lines()
			.map((line) -> line.split(";"))
			.map((parts) -> Arguments.of(parts[0].strip(), parts[1].strip(), parts[2].strip()));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void wrongValueIsToldWithItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
		FailureAnalysis analysis = analysis(key, value);
		assertThat(analysis).isNotNull();
		String shown = value.replace("\001", "\\u0001");
		assertThat(analysis.getDescription())
			.startsWith("The setting " + key + " = \"" + shown + "\" (from \"" + key + "\"")
			.contains("is not possible. It must be ")
			.contains(allowed);
		assertThat(analysis.getAction()).contains(key);
	}

	@Test
	void limitsAreInTheDescriptions() {
		wrongValues().forEach((wrong) -> {
			Metadata.Key key = KEYS.get((String) wrong.get()[0]);
			String allowed = (String) wrong.get()[2];
			if (key != null && allowed.startsWith("from ")) {
				assertThat(key.description()).as(key.name()).contains(allowed);
			}
		});
	}

	@Test
	void noKeyIsLeftOut() {
		TreeSet<String> tried = new TreeSet<>();
		wrongValues().map((arguments) -> (String) arguments.get()[0])
			.map((key) -> key.replaceAll("\\[.*", ""))
			.forEach(tried::add);
		assertThat(tried).containsExactlyElementsOf(KEYS.keySet());
	}

	@ParameterizedTest
	@CsvSource({ "durable.poller.interval, 0s, from 10ms to 1h", "durable.enabled, perhaps, true or false",
			"durable.activities[Any.thing].retry.jitter, 7, from 0.0 to 1.0" })
	void startIsStopped(String key, String value, String allowed, CapturedOutput output) {
		assertThatException().isThrownBy(() -> new SpringApplication(DurableMetadataApplication.class)
			.run("--" + key + "=" + value, "--spring.main.banner-mode=off", "--spring.main.web-application-type=none"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The setting " + key + " = \"" + value + "\" (from ")
			.contains("from property source \"commandLineArgs\"")
			.contains("It must be " + allowed);
	}

	@Test
	void settingsOfOthersAreLeftToBoot() {
		Throwable failure = catchThrowable(
				() -> binder("spring.task.size", "x").bind("spring.task.size", Integer.class));
		assertThat(new InvalidSettingFailureAnalyzer(null).analyze(failure)).isNull();
		assertThat(new InvalidSettingFailureAnalyzer(null).analyze(new IllegalStateException("x"))).isNull();
	}

	private static FailureAnalysis analysis(String key, String value) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(key, value)));
		Throwable failure = catchThrowable(() -> {
			DurableProperties properties = bind(key, value);
			new BoundActivities(binder(key, value), properties.activity().defaults()).of("Payments.charge");
		});
		return new InvalidSettingFailureAnalyzer(environment).analyze(failure);
	}

	private static DurableProperties bind(String key, String value) {
		return binder(key, value).bindOrCreate("durable", DurableProperties.class);
	}

	private static Binder binder(String key, String value) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", new TreeMap<>(Map.of(key, value))));
		return Binder.get(environment);
	}

}
