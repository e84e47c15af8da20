package dev.durable.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.ContextPropagator;
import dev.durable.engine.ContextPropagation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for context that goes from callers to the code that runs for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropagatedContextTests {

	private final List<String> calls = new ArrayList<>();

	@AfterEach
	void clear() {
		MDC.clear();
	}

	private ContextPropagator propagator(String name, @Nullable String value) {
		return new ContextPropagator() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public @Nullable String capture() {
				return value;
			}

			@Override
			public Restored restore(@Nullable String restored) {
				PropagatedContextTests.this.calls.add("restore " + name + " " + restored);
				return () -> PropagatedContextTests.this.calls.add("close " + name);
			}

		};
	}

	@Test
	void contextIsRestoredInOrderAndClosedInReverse() {
		ContextPropagation propagation = PropagatedContext
			.of(List.of(propagator("a", "1"), propagator("b", null), propagator("c", "3")), List.of());
		Map<String, String> captured = propagation.capture();
		assertThat(captured).containsExactly(Map.entry("a", "1"), Map.entry("c", "3"));
		propagation.restore(captured).run();
		assertThat(this.calls).containsExactly("restore a 1", "restore b null", "restore c 3", "close c", "close b",
				"close a");
	}

	@Test
	void namesAreChecked() {
		assertThat(PropagatedContext.of(List.of(), List.of())).isSameAs(ContextPropagation.NONE);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PropagatedContext.of(List.of(propagator("a", null), propagator("a", null)), List.of()))
			.withMessageContaining("'a' is that of two ContextPropagators");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PropagatedContext.of(List.of(propagator("", null)), List.of()))
			.withMessageContaining("is empty");
	}

	@Test
	void longValueIsCutOffWithOneWarning(CapturedOutput output) {
		ContextPropagation propagation = PropagatedContext
			.of(List.of(propagator("long", "x".repeat(999) + "\ud83d\ude00")), List.of());
		assertThat(propagation.capture().get("long")).hasSize(1_000).endsWith("x?");
		propagation.capture();
		assertThat(output).containsOnlyOnce("ContextPropagator 'long' has captured 1001 characters");
	}

	@Test
	void propagatorThatThrowsBreaksNothing(CapturedOutput output) {
		ContextPropagator broken = new ContextPropagator() {

			@Override
			public String name() {
				return "broken";
			}

			@Override
			public String capture() {
				throw new IllegalStateException("no context");
			}

			@Override
			public Restored restore(@Nullable String value) {
				if (value == null) {
					throw new IllegalStateException("no value");
				}
				return () -> {
					throw new IllegalStateException("no end");
				};
			}

		};
		ContextPropagation propagation = PropagatedContext.of(List.of(broken, propagator("a", "1")), List.of());
		assertThat(propagation.capture()).containsExactly(Map.entry("a", "1"));
		propagation.restore(Map.of("a", "1")).run();
		propagation.restore(Map.of("broken", "x")).run();
		assertThat(this.calls).containsExactly("restore a 1", "close a", "restore a null", "close a");
		assertThat(output).containsOnlyOnce("ContextPropagator 'broken' has failed");
	}

	@Test
	void loggingContextIsCarried() {
		MdcPropagator propagator = new MdcPropagator(List.of("*"));
		MDC.put("user", "Ä & = %\n");
		MDC.put("traceId", "t");
		String captured = propagator.capture();
		MDC.clear();
		MDC.put("traceId", "here");
		MDC.put("other", "gone");
		ContextPropagator.Restored restored = propagator.restore(captured);
		assertThat(MDC.getCopyOfContextMap())
			.containsExactlyInAnyOrderEntriesOf(Map.of("user", "Ä & = %\n", "traceId", "here"));
		MDC.put("left", "behind");
		restored.close();
		assertThat(MDC.getCopyOfContextMap())
			.containsExactlyInAnyOrderEntriesOf(Map.of("traceId", "here", "other", "gone"));
	}

	@Test
	void propagatorOfTheApplicationTakesThePlaceOfThatOfTheLoggingContext() {
		MDC.put("user", "me");
		assertThat(PropagatedContext.of(List.of(propagator("a", "1")), List.of("*")).capture())
			.containsExactly(Map.entry("mdc", "user=me"), Map.entry("a", "1"));
		assertThat(PropagatedContext.of(List.of(propagator("mdc", "mine")), List.of("*")).capture())
			.containsExactly(Map.entry("mdc", "mine"));
	}

	@Test
	void onlyNamedKeysAreCarried() {
		MdcPropagator propagator = new MdcPropagator(List.of("user", "traceId"));
		assertThat(propagator.capture()).isNull();
		MDC.put("user", "me");
		MDC.put("traceId", "t");
		MDC.put("secret", "s");
		assertThat(propagator.capture()).isEqualTo("traceId=t&user=me");
		ContextPropagator.Restored restored = propagator.restore(null);
		assertThat(MDC.getCopyOfContextMap()).containsExactly(Map.entry("secret", "s"));
		restored.close();
		assertThat(MDC.get("user")).isEqualTo("me");
	}

	@Test
	void loggingContextThatIsTooLargeLosesWholeEntries(CapturedOutput output) {
		MdcPropagator propagator = new MdcPropagator(List.of("*"));
		MDC.put("a", "x".repeat(600));
		MDC.put("b", "y".repeat(600));
		MDC.put("c", "z");
		assertThat(propagator.capture()).endsWith("x&c=z").hasSizeLessThanOrEqualTo(1_000);
		propagator.capture();
		assertThat(output).containsOnlyOnce("ContextPropagator 'mdc' leaves out 'b'");
	}

}
