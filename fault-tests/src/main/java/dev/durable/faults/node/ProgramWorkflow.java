package dev.durable.faults.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import dev.durable.ActivityFailure;
import dev.durable.ActivityOutcomeUnknown;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.QueryMethod;
import dev.durable.Saga;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.faults.workload.Op;
import dev.durable.faults.workload.Program;
import dev.durable.faults.workload.Step;

/**
 * Carries a program out.
 */
@Workflow(name = "Program")
public class ProgramWorkflow {

	/** The sender whose signals nobody waits for. */
	public static final String LATE = "late";

	private final Steps activities;

	private final Bookings bookings;

	private final Errands errands;

	private final Build build;

	private final List<String> done = new ArrayList<>();

	private final List<String> heard = new ArrayList<>();

	private final List<Integer> updated = new ArrayList<>();

	ProgramWorkflow(Steps activities, Bookings bookings, Errands errands, Build build) {
		this.activities = activities;
		this.bookings = bookings;
		this.errands = errands;
		this.build = build;
	}

	/**
	 * Carry a program out.
	 * @param program the program, or what is left of it
	 * @param memory what was there before
	 * @return the results of all steps
	 */
	@WorkflowMethod
	public String run(Program program, Memory memory) {
		this.done.addAll(memory.done());
		this.heard.addAll(0, memory.heard());
		this.updated.addAll(0, memory.updated());
		try {
			return steps(program.steps());
		}
		catch (CancelledFailure ex) {
			Durable.detached(() -> this.bookings.book("clean-up"));
			throw ex;
		}
	}

	/**
	 * Hear a signal.
	 * @param sender who sends it
	 * @param number its number among those of the sender
	 */
	@SignalMethod
	public void hear(String sender, int number) {
		if (!sender.equals(LATE)) {
			this.heard.add(sender + number);
		}
	}

	/**
	 * Change something, and write a row about it.
	 * @param number the number of the update
	 * @return the number
	 */
	@UpdateMethod
	public int change(int number) {
		this.bookings.book("update " + number);
		this.updated.add(number);
		return number;
	}

	@UpdateValidator("change")
	void positive(int number) {
		if (number <= 0) {
			throw new IllegalArgumentException("Update " + number + " is none");
		}
	}

	/**
	 * Tell how far the program is.
	 * @return the number of steps that have a result
	 */
	@QueryMethod
	public int progress() {
		return this.done.size();
	}

	private String steps(List<Step> steps) {
		for (int index = 0; index < steps.size(); index++) {
			Step step = steps.get(index);
			if (step.op() == Op.CONTINUE) {
				this.done.add(step.label() + "=continued");
				Durable.await(Durable::allHandlersFinished);
				return Durable.continueAsNew(new Program(steps.subList(index + 1, steps.size())),
						new Memory(List.copyOf(this.done), List.copyOf(this.heard), List.copyOf(this.updated)));
			}
			this.done.add(result(step));
		}
		Durable.await(Durable::allHandlersFinished);
		return String.join(";", this.done);
	}

	private String result(Step step) {
		return step.label() + "=" + outcome(step);
	}

	private String outcome(Step step) {
		String label = step.label();
		return switch (step.op()) {
			case CALL -> this.activities.call(label);
			case BOOK -> this.bookings.book(label);
			case FLAKY -> this.activities.flaky(label, step.amount());
			case ONCE -> once(label);
			case ROUTED -> this.errands.run(label);
			case ROUTED_BOOK -> this.errands.book(label);
			case LIMITED -> this.activities.limited(label);
			case LONG -> this.activities.linger(label, Duration.ofMillis(step.amount()));
			case LATER -> this.activities.later(label);
			case BEAT -> this.activities.beat(label, step.amount());
			case POISON -> this.activities.poison(label);
			case REFUSED -> this.activities.refuse(label);
			default -> composed(step);
		};
	}

	private String composed(Step step) {
		return switch (step.op()) {
			case SLEEP -> sleep(step.amount());
			case ALL -> "{" + String.join(";", branches(step.steps())) + "}";
			case CHILD -> "{" + child(step) + "}";
			case EXTERNAL -> "{" + external(step) + "}";
			case HEARD -> heard(step.amount());
			case SIDE -> side();
			case VERSION -> "v" + Durable.version("change", 1, this.build.version());
			case SIGNALS -> signals(step.amount());
			case UPDATES -> updates(step.amount());
			case SAGA -> saga(step);
			case CANCELLED -> sleep((int) Duration.ofHours(1).toMillis());
			case STUCK -> throw new NullPointerException("a bug in workflow code");
			default -> throw new IllegalArgumentException(step + " cannot be nested");
		};
	}

	private String once(String label) {
		try {
			return this.activities.once(label);
		}
		catch (ActivityFailure ex) {
			if (ex.getCause() instanceof ActivityOutcomeUnknown) {
				return "unknown";
			}
			throw ex;
		}
	}

	private static String sleep(int millis) {
		Durable.sleep(Duration.ofMillis(millis));
		return "slept";
	}

	private List<String> branches(List<Step> steps) {
		List<Promise<String>> branches = steps.stream().map((step) -> Durable.async(() -> result(step))).toList();
		return Durable.all(branches).get();
	}

	private String child(Step step) {
		String id = Durable.info().workflowId() + "/" + step.label();
		return Durable.child(ProgramWorkflow.class, (options) -> options.id(id))
			.run(new Program(step.steps()), Memory.NONE);
	}

	private String external(Step step) {
		String id = Durable.info().workflowId() + "/" + step.label();
		Promise<String> child = Durable.async(() -> child(step));
		sleep(1);
		ProgramWorkflow other = Durable.external(ProgramWorkflow.class, id);
		for (int number = 1; number <= step.steps().get(0).amount(); number++) {
			other.hear(Program.PARENT, number);
		}
		return child.get();
	}

	private String heard(int number) {
		Durable.await(() -> this.heard.size() >= number);
		return heardFrom(Program.PARENT);
	}

	private String side() {
		Long drawn = Durable.sideEffect(Long.class, () -> ThreadLocalRandom.current().nextLong());
		String value = String.valueOf(drawn);
		return this.activities.echo(value).equals(value) ? "same" : "different";
	}

	private String signals(int each) {
		Durable.await(() -> this.heard.size() >= each * Program.SENDERS.size());
		return Program.SENDERS.stream().map(this::heardFrom).collect(Collectors.joining(" "));
	}

	private String heardFrom(String sender) {
		return sender + this.heard.stream()
			.filter((signal) -> signal.startsWith(sender))
			.map((signal) -> signal.substring(sender.length()))
			.collect(Collectors.joining(","));
	}

	private String updates(int number) {
		Durable.await(() -> this.updated.size() >= number);
		return this.updated.stream().map(String::valueOf).collect(Collectors.joining(","));
	}

	private String saga(Step step) {
		List<String> undone = new ArrayList<>();
		try {
			return Saga.run((saga) -> {
				for (int number = 1; number <= step.amount(); number++) {
					String part = Integer.toString(number);
					this.bookings.book(step.label() + "." + part);
					saga.compensate(() -> {
						this.bookings.book(step.label() + "." + part + " undone");
						undone.add(part);
					});
				}
				return this.activities.refuse(step.label());
			});
		}
		catch (ActivityFailure ex) {
			return "undone " + String.join(",", undone);
		}
	}

}
