package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.DurableFailure;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import dev.durable.Saga;

/**
 * A workflow that does what a seed says: steps of every kind, in branches, scopes and
 * handlers. Each branch has a source of its own, so what it does depends on the seed and
 * on what it gets to see only.
 */
final class RandomProgram {

	private static final int DEPTH_MAX = 3;

	private final long seed;

	private final TestWorkflow.Fields fields;

	private final DurableLock lock = Durable.lock();

	private final DurableSemaphore semaphore = Durable.semaphore(2);

	private final DurableQueue<Integer> queue = Durable.queue(2);

	private final List<Promise<Object>> promises = new ArrayList<>();

	private final List<CancellationScope> scopes = new ArrayList<>();

	private RandomProgram(long seed, TestWorkflow.Fields fields) {
		this.seed = seed;
		this.fields = fields;
	}

	static TestWorkflow workflow(long seed) {
		return TestWorkflow.of((fields, arguments) -> {
			RandomProgram program = new RandomProgram(seed, fields);
			fields.values.put("program", program);
			program.block(new SplittableRandom(seed), 0);
			if (seed % 3 == 0) {
				Durable.detached(() -> Durable.await(Durable::allHandlersFinished));
			}
			return fields.seen;
		})
			.signal("s", (fields, arguments) -> fields.<RandomProgram>value("program").handle((Integer) arguments[0]),
					Integer.class)
			.update("u", (fields, arguments) -> fields.<RandomProgram>value("program").handle((Integer) arguments[0]),
					Integer.class)
			.query("seen", (fields, arguments) -> fields.seen.toString());
	}

	private Object handle(int number) {
		this.fields.count++;
		block(new SplittableRandom(this.seed * 31 + number), 1);
		return number;
	}

	private Object block(SplittableRandom random, int depth) {
		int steps = ((depth == 0) ? 6 : 1) + random.nextInt(4);
		for (int i = 0; i < steps; i++) {
			try {
				this.fields.seen.add(String.valueOf(step(random, depth)));
			}
			catch (DurableFailure ex) {
				this.fields.seen.add(ex.getClass().getSimpleName());
				if (random.nextInt(4) == 0) {
					throw ex;
				}
			}
		}
		return "block";
	}

	private Object step(SplittableRandom random, int depth) {
		int kind = random.nextInt((depth < DEPTH_MAX) ? 20 : 12);
		return switch (kind) {
			case 0, 1, 2 -> WorkflowTypes.call("A.a" + random.nextInt(3), type(random));
			case 3 -> sleep(random.nextInt(100));
			case 4 -> {
				int goal = this.fields.count + random.nextInt(2);
				yield Durable.await(Duration.ofSeconds(1 + random.nextInt(100)), () -> this.fields.count >= goal);
			}
			case 5 -> WorkflowTypes.child(random.nextBoolean() ? null : "c", type(random));
			case 6 -> external(random.nextBoolean());
			case 7 -> Durable.version("v" + random.nextInt(3), 1, 2);
			case 8 -> Durable.sideEffect(Long.class, System::nanoTime) != null;
			case 9 -> note(random.nextInt(3));
			case 10 -> synchronize(random, depth);
			case 11 -> Durable.randomUuid();
			case 12, 13 -> async(random.split(), depth);
			case 14 -> scope(random.split(), depth);
			case 15 -> cancelScope(random);
			case 16 -> Durable.detached(() -> block(random, depth + 1));
			case 17 -> join(random);
			case 18 -> saga(random, depth);
			default -> derive(random);
		};
	}

	private static CancellationType type(SplittableRandom random) {
		return CancellationType.values()[random.nextInt(3)];
	}

	private Object sleep(int seconds) {
		Durable.sleep(Duration.ofSeconds(seconds));
		return "slept";
	}

	private Object external(boolean signal) {
		if (signal) {
			RunContext.currentOrNull().signalExternal("other", "s", new Object[] { 1 });
		}
		else {
			Durable.cancelExternal("other");
		}
		return "sent";
	}

	private Object note(int number) {
		Durable.memo("m" + number, Durable.info().historyLength());
		Durable.attribute("a", (number == 0) ? null : number);
		return Durable.info().memo();
	}

	private Object synchronize(SplittableRandom random, int depth) {
		switch (random.nextInt(4)) {
			case 0 -> this.queue.offer(random.nextInt(9));
			case 1 -> {
				return this.queue.poll();
			}
			case 2 -> {
				if (this.semaphore.tryAcquire(1 + random.nextInt(2), Duration.ofSeconds(random.nextInt(9)))) {
					try {
						block(random, depth + 1);
					}
					finally {
						this.semaphore.release(1);
					}
				}
			}
			default -> {
				if (this.lock.tryLock(Duration.ofSeconds(10))) {
					try {
						WorkflowTypes.call("A.locked", type(random));
					}
					finally {
						this.lock.unlock();
					}
				}
			}
		}
		return "synchronized";
	}

	private Object async(SplittableRandom random, int depth) {
		this.promises.add(Durable.async(() -> block(random, depth + 1)));
		return "async";
	}

	private Object scope(SplittableRandom random, int depth) {
		this.scopes.add(Durable.scope(() -> block(random, depth + 1)));
		return "scope";
	}

	private Object cancelScope(SplittableRandom random) {
		if (!this.scopes.isEmpty()) {
			this.scopes.get(random.nextInt(this.scopes.size())).cancel();
		}
		return "cancelled";
	}

	private Object join(SplittableRandom random) {
		if (!this.scopes.isEmpty() && random.nextBoolean()) {
			this.scopes.get(random.nextInt(this.scopes.size())).join();
			return "scope joined";
		}
		if (this.promises.isEmpty()) {
			return "nothing";
		}
		List<Promise<Object>> some = this.promises.subList(0, 1 + random.nextInt(this.promises.size()));
		return switch (random.nextInt(3)) {
			case 0 -> Durable.all(some).get(Duration.ofSeconds(5)).size();
			case 1 -> Durable.any(some).get();
			default -> some.get(some.size() - 1).get(Duration.ofSeconds(5));
		};
	}

	private Object saga(SplittableRandom random, int depth) {
		return Saga.run((saga) -> {
			saga.compensate(() -> WorkflowTypes.call("A.undo", type(random)));
			return block(random, depth + 1);
		});
	}

	private Object derive(SplittableRandom random) {
		if (this.promises.isEmpty()) {
			return "nothing";
		}
		Promise<Object> one = this.promises.get(random.nextInt(this.promises.size()));
		Promise<Object> mapped = one.map((value) -> value + "+");
		this.promises.add(mapped.exceptionally((ex) -> ex.getClass().getSimpleName()));
		return one.isDone();
	}

}
