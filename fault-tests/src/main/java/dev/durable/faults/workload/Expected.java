package dev.durable.faults.workload;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a program has to end.
 *
 * @param status the status of its workflow
 * @param result its result, empty unless it completes
 */
public record Expected(String status, String result) {

	/**
	 * Compute how a program has to end.
	 * @param program the program
	 * @return its end
	 */
	public static Expected of(Program program) {
		for (Step step : program.steps()) {
			switch (step.op()) {
				case REFUSED -> {
					return new Expected("FAILED", "");
				}
				case CANCELLED -> {
					return new Expected("CANCELLED", "");
				}
				case POISON, STUCK -> {
					return new Expected("RUNNING", step.op().name());
				}
				default -> {
				}
			}
		}
		return new Expected("COMPLETED", results(program.steps()));
	}

	private static String results(List<Step> steps) {
		return steps.stream().map(Expected::result).collect(Collectors.joining(";"));
	}

	private static String result(Step step) {
		return step.label() + "=" + switch (step.op()) {
			case CALL, FLAKY, ROUTED, LIMITED, LONG, BEAT, LATER -> Step.answer(step.label());
			case BOOK, ROUTED_BOOK -> "booked";
			case ONCE -> "once";
			case SLEEP -> "slept";
			case ALL, CHILD, EXTERNAL -> "{" + results(step.steps()) + "}";
			case SIDE -> "same";
			case VERSION -> "v2";
			case HEARD -> Program.PARENT + upTo(step.amount());
			case SIGNALS -> signals(step.amount());
			case UPDATES -> upTo(step.amount());
			case CONTINUE -> "continued";
			case SAGA -> IntStream.iterate(step.amount(), (number) -> number > 0, (number) -> number - 1)
				.mapToObj(String::valueOf)
				.collect(Collectors.joining(",", "undone ", ""));
			case REFUSED, CANCELLED, POISON, STUCK -> throw new IllegalArgumentException(step + " has no result");
		};
	}

	private static String signals(int each) {
		return Program.SENDERS.stream().map((sender) -> sender + upTo(each)).collect(Collectors.joining(" "));
	}

	private static String upTo(int number) {
		return IntStream.rangeClosed(1, number).mapToObj(String::valueOf).collect(Collectors.joining(","));
	}

}
