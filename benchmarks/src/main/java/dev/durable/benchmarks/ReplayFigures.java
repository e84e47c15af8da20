package dev.durable.benchmarks;

import java.io.PrintStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import dev.durable.Durable;
import dev.durable.WorkflowContext;
import dev.durable.engine.ActivityType;
import dev.durable.engine.Builds;
import dev.durable.engine.ContextPropagation;
import dev.durable.engine.Environment;
import dev.durable.engine.Invocable;
import dev.durable.engine.Run;
import dev.durable.engine.RunContext;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.RunLimits;
import dev.durable.engine.Stubs;
import dev.durable.engine.Turn;
import dev.durable.engine.WorkflowType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.Command;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.jackson.JacksonPayloadConverter;
import dev.durable.node.ThreadedExecutor;
import dev.durable.store.EventRow;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

/**
 * Measures how long it takes to replay histories of growing length, and how much memory
 * the run holds afterwards.
 */
public final class ReplayFigures {

	private static final int[] LENGTHS = { 3_125, 6_250, 12_500, 25_000, 50_000 };

	private static final int ROUNDS = 5;

	private static final int TIMER_EACH = 10;

	private static final ActivityType STEP = new ActivityType("Steps.step", String.class, List.of(),
			ActivitySettings.DEFAULTS);

	private final PrintStream out = System.out;

	private final ThreadedExecutor threads = new ThreadedExecutor("replay", true, null);

	private final PayloadConverter converter = new JacksonPayloadConverter(JsonMapper.builder().build(),
			DataSize.ofMegabytes(2));

	private final EventCodec codec = new JacksonEventCodec();

	private final RunIdentity identity = new RunIdentity("long", new UUID(1, 1), new UUID(1, 1), Instant.EPOCH);

	private ReplayFigures() {
	}

	/**
	 * Measure.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		new ReplayFigures().measure();
		System.exit(0);
	}

	private void measure() {
		this.out.println("| events | stored MB | replay ms | microseconds each | MB held by the run |");
		this.out.println("|---|---|---|---|---|");
		replay(record(LENGTHS[0]));
		for (int length : LENGTHS) {
			List<EventRow> rows = record(length);
			long bytes = rows.stream().mapToLong((row) -> row.data().length).sum();
			double best = Double.MAX_VALUE;
			double held = 0;
			for (int round = 0; round < ROUNDS; round++) {
				Figures figures = replay(rows);
				best = Math.min(best, figures.millis());
				held = figures.megabytes();
			}
			this.out.printf("| %d | %.1f | %.0f | %.1f | %.2f |%n", rows.size(), bytes / 1e6, best,
					best * 1_000 / rows.size(), held);
		}
	}

	private Environment environment() {
		return new Environment(this.converter, this.threads, WorkflowContext::isBugByDefault, (run, stack) -> {
		}, (run, activity) -> {
		}, UUID::randomUUID, Stubs.NONE, ContextPropagation.NONE, new RunLimits(1_000_000, 1_000_000, 10_000),
				Builds.UNKNOWN);
	}

	/**
	 * A step after the other, now and then a rest, until the history is long enough.
	 */
	private static WorkflowType type(int length) {
		return new WorkflowType("Long", Object::new, code(() -> {
			int steps = 0;
			while (Durable.info().historyLength() < length - 4) {
				RunContext context = RunContext.currentOrNull();
				if (context != null) {
					context.activity(STEP, new Object[] { "step " + steps });
				}
				steps++;
				if (steps % TIMER_EACH == 0) {
					Durable.sleep(Duration.ofMinutes(1));
				}
			}
			return steps;
		}), Map.of(), Map.of());
	}

	private static Invocable code(Callable<?> body) {
		return new Invocable() {
			@Override
			public Type[] parameterTypes() {
				return new Type[0];
			}

			@Override
			public Type resultType() {
				return Integer.class;
			}

			@Override
			public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
				return body.call();
			}
		};
	}

	private List<EventRow> record(int length) {
		Run run = new Run(this.identity, type(length), environment());
		List<Recorded> history = new ArrayList<>();
		Incoming next = new Incoming.WorkflowStarted(Run.GRAMMAR, 42, "Long",
				this.converter.writeArguments(new Object[0]));
		Payload result = this.converter.write("x".repeat(100));
		while (next != null) {
			Turn turn = run.turn(next, Instant.EPOCH.plusSeconds(history.size()));
			history.add(turn.incoming());
			history.addAll(turn.commands());
			next = null;
			for (Recorded command : turn.commands()) {
				if (command.event() instanceof Command.ActivityScheduled) {
					next = new Incoming.ActivityCompleted(command.seq(), result);
				}
				else if (command.event() instanceof Command.TimerStarted) {
					next = new Incoming.TimerFired(command.seq());
				}
			}
		}
		run.unwind();
		return history.stream()
			.map((event) -> new EventRow(event.seq(), event.kind(), event.recordedAt(),
					this.codec.encode(event.event())))
			.toList();
	}

	private Figures replay(List<EventRow> rows) {
		long before = used();
		long begin = System.nanoTime();
		Run run = new Run(this.identity, type(rows.size() + 1_000), environment());
		run.replay(rows.stream()
			.map((row) -> new Recorded(row.seq(), row.at(), this.codec.decode(row.kind(), row.data())))
			.toList());
		double millis = (System.nanoTime() - begin) / 1e6;
		double megabytes = (used() - before) / 1e6;
		run.unwind();
		return new Figures(millis, megabytes);
	}

	private static long used() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

	/**
	 * What one replay has cost.
	 *
	 * @param millis its time
	 * @param megabytes what the run holds afterwards
	 */
	private record Figures(double millis, double megabytes) {

	}

}
