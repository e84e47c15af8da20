package dev.durable.faults.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes programs by chance, from a seed.
 */
public final class Programs {

	private static final int POISON_ONE_IN = 100;

	private static final List<Op> PLAIN = List.of(Op.CALL, Op.CALL, Op.BOOK, Op.BOOK, Op.FLAKY, Op.ROUTED,
			Op.ROUTED_BOOK, Op.LIMITED, Op.SLEEP, Op.SIDE, Op.VERSION, Op.ONCE, Op.BEAT, Op.LATER);

	private static final List<Op> COMPOSED = List.of(Op.ALL, Op.ALL, Op.CHILD, Op.SIGNALS, Op.UPDATES, Op.CONTINUE,
			Op.SAGA, Op.EXTERNAL);

	private final long seed;

	private final int longMillis;

	/**
	 * Make the programs of a seed.
	 * @param seed the seed
	 * @param longMillis how long the activities take that are to take longer than a lease
	 */
	public Programs(long seed, int longMillis) {
		this.seed = seed;
		this.longMillis = longMillis;
	}

	/**
	 * Make a program: always the same for the same number.
	 * @param number the number of the program, from 0
	 * @return the program
	 */
	public Program get(int number) {
		Random random = new Random(this.seed * 1_000_003 + number);
		List<Step> steps = new ArrayList<>();
		int length = 2 + random.nextInt(5);
		for (int index = 0; index < length; index++) {
			steps.add(step(random, "s" + index, steps));
		}
		// each hundredth for sure, at a number that depends on the seed
		if (Math.floorMod(number + this.seed, POISON_ONE_IN) == POISON_ONE_IN / 4) {
			return new Program(List.of(new Step(random.nextBoolean() ? Op.POISON : Op.STUCK, "bad", 0, List.of())));
		}
		return new Program(withEnd(random, steps));
	}

	private static List<Step> withEnd(Random random, List<Step> steps) {
		int chance = random.nextInt(20);
		if (chance == 0) {
			steps.add(new Step(Op.REFUSED, "end", 0, List.of()));
		}
		else if (chance < 3) {
			// a cancellation comes at any time: what has a life of its own would end with
			// it
			steps.removeIf((step) -> COMPOSED.contains(step.op()) && step.op() != Op.ALL);
			steps.add(new Step(Op.CANCELLED, "end", 0, List.of()));
		}
		return steps;
	}

	private Step step(Random random, String label, List<Step> before) {
		int chance = random.nextInt(60);
		if (chance == 0) {
			return new Step(Op.LONG, label, this.longMillis, List.of());
		}
		if (chance < 20) {
			Op op = COMPOSED.get(random.nextInt(COMPOSED.size()));
			if (op == Op.ALL || op == Op.CHILD || before.stream().noneMatch((step) -> step.op() == op)) {
				return composed(random, op, label);
			}
		}
		return plain(random, label);
	}

	private static Step composed(Random random, Op op, String label) {
		return switch (op) {
			case ALL, CHILD -> new Step(op, label, 0, plain(random, label, 2 + random.nextInt(3)));
			case EXTERNAL ->
				new Step(op, label, 0, List.of(new Step(Op.HEARD, label + ".0", 1 + random.nextInt(3), List.of())));
			default -> new Step(op, label, 1 + random.nextInt(3), List.of());
		};
	}

	private static List<Step> plain(Random random, String prefix, int length) {
		List<Step> steps = new ArrayList<>();
		for (int index = 0; index < length; index++) {
			steps.add(plain(random, prefix + "." + index));
		}
		return steps;
	}

	private static Step plain(Random random, String label) {
		Op op = PLAIN.get(random.nextInt(PLAIN.size()));
		int amount = switch (op) {
			case SLEEP -> 50 + random.nextInt(2_000);
			case FLAKY -> 1 + random.nextInt(2);
			case BEAT -> 1 + random.nextInt(12);
			default -> 0;
		};
		return new Step(op, label, amount, List.of());
	}

}
