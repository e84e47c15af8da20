package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.Durable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what is known of conditions and validators, which run on the thread of
 * whoever drives the run: each is told of before it begins and after it has ended,
 * however it ends.
 */
class WatchedReadingTests {

	private static final StackTraceElement[] STACK = new Throwable().getStackTrace();

	private final List<String> seen = new ArrayList<>();

	private final Environment environment = environment();

	@Test
	void conditionIsWatched() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> {
				this.seen.add("condition");
				return fields.flag;
			});
			return null;
		}).signal("go", (fields, arguments) -> fields.flag = true).type(), this.environment, false).start();
		assertThat(this.seen).startsWith("begin", "condition", "late", "end").hasSizeBetween(4, 8);
		this.seen.clear();
		driver.signal("go");
		assertThat(this.seen).startsWith("begin", "condition", "late", "end");
		driver.run.unwind();
	}

	@Test
	void validatorIsWatchedThoughItThrows() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Durable.sleep(Duration.ofDays(1));
			return null;
		}).update("set", (fields, arguments) -> null).validator("set", (fields, arguments) -> {
			this.seen.add("validator");
			throw new IllegalArgumentException("no");
		}).type(), this.environment, false).start();
		assertThat(catchThrowable(
				() -> driver.run.code().checkUpdate("set", WorkflowTypes.CONVERTER.writeArguments(new Object[0]))))
			.hasMessage("no");
		assertThat(this.seen).containsExactly("begin", "validator", "late", "end");
		driver.run.unwind();
	}

	private Environment environment() {
		Environment base = WorkflowTypes.ENVIRONMENT;
		BranchThreads threads = new BranchThreads() {

			@Override
			public void start(String name, Runnable body) {
				base.threads().start(name, body);
			}

			@Override
			public Runnable reading(RunIdentity run, Consumer<StackTraceElement[]> late) {
				WatchedReadingTests.this.seen.add("begin");
				return () -> {
					late.accept(STACK);
					WatchedReadingTests.this.seen.add("end");
				};
			}

		};
		return new Environment(base.converter(), threads, base.bugs(),
				(run, stack) -> this.seen.add((stack == STACK) ? "late" : "other"), base.drift());
	}

}
