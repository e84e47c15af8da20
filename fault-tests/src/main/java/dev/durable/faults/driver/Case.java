package dev.durable.faults.driver;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.faults.driver.DriverLog.Outcome;
import dev.durable.faults.driver.DriverLog.Subject;
import dev.durable.faults.node.Hoard;
import dev.durable.faults.node.Newcomer;
import dev.durable.faults.node.ProgramWorkflow;
import dev.durable.faults.workload.Expected;
import dev.durable.faults.workload.Op;
import dev.durable.faults.workload.Program;
import dev.durable.faults.workload.Step;

/**
 * One workflow, from its start until it has got all that it waits for.
 */
class Case {

	/** More than a payload may have on the nodes of a run. */
	private static final int TOO_LARGE = 200_000;

	private static final int KEYS = 4;

	private final Desk desk;

	private final DriverLog log;

	private final String id;

	private final Program program;

	private final Random random;

	Case(Desk desk, DriverLog log, String id, Program program, Random random) {
		this.desk = desk;
		this.log = log;
		this.id = id;
		this.program = program;
		this.random = random;
	}

	void play() {
		if (this.random.nextInt(6) == 0) {
			ghost();
		}
		if (this.random.nextInt(10) == 0) {
			newcomer();
		}
		if (this.random.nextInt(8) == 0) {
			hoard();
		}
		if (this.random.nextInt(15) == 0) {
			tooLarge();
		}
		boolean heard = begin();
		for (int number = 1; number <= this.program.signals(); number++) {
			for (String sender : Program.SENDERS) {
				if (!heard || number > 1 || !sender.equals(Program.SENDERS.get(0))) {
					signal(sender, number);
				}
			}
		}
		for (int number = 1; number <= this.program.updates(); number++) {
			update(number);
		}
		if (this.program.isCancelled()) {
			Driver.pause(Duration.ofMillis(this.random.nextInt(1_500)));
			until(Subject.CANCEL, "cancel", () -> this.desk.cancel(this.id));
		}
		if (this.random.nextInt(4) == 0) {
			lookAndCallLate();
		}
	}

	/**
	 * A start that must not happen.
	 */
	private void ghost() {
		String ghost = this.id + "-ghost";
		this.log.note(Outcome.ROLLED_BACK, Subject.START, ghost, "start", "");
		attempt(() -> this.desk.startWithRow(ghost, this.program, false));
	}

	private void newcomer() {
		String newcomer = this.id + "-newcomer";
		this.log.note(Outcome.INTENDED, Subject.START, newcomer, "alone", "COMPLETED " + Newcomer.RESULT);
		begin(newcomer, () -> this.desk.startNewcomer(newcomer));
	}

	/**
	 * One whose key others have, too. Its id ends with the key.
	 */
	private void hoard() {
		String key = "key-" + this.random.nextInt(KEYS);
		String hoard = this.id + "-" + key;
		this.log.note(Outcome.INTENDED, Subject.START, hoard, "alone", "COMPLETED " + Hoard.RESULT);
		begin(hoard, () -> this.desk.startHoard(hoard, key));
	}

	/**
	 * A start that is refused before anything is written, whatever faults there are.
	 */
	private void tooLarge() {
		String large = this.id + "-large";
		Program program = new Program(List.of(new Step(Op.CALL, "x".repeat(TOO_LARGE), 0, List.of())));
		try {
			this.desk.start(large, program);
			this.log.note(Outcome.ACKNOWLEDGED, Subject.LIMIT, large, "start", "");
		}
		catch (RuntimeException ex) {
			this.log.note(Outcome.REFUSED, Subject.LIMIT, large, "start", ex.toString());
		}
	}

	/**
	 * Start the workflow.
	 * @return whether it has got the first signal with its start
	 */
	private boolean begin() {
		Expected expected = Expected.of(this.program);
		String how = switch (this.random.nextInt(4)) {
			case 0 -> "alone";
			case 1 -> "twice";
			default -> "row";
		};
		boolean heard = how.equals("row") && this.program.signals() > 0 && this.random.nextBoolean();
		String sender = Program.SENDERS.get(0);
		if (heard) {
			this.log.note(Outcome.INTENDED, Subject.SIGNAL, this.id, sender + 1, "");
		}
		this.log.note(Outcome.INTENDED, Subject.START, this.id, how, expected.status() + " " + expected.result());
		switch (how) {
			case "alone" -> begin(this.id, () -> this.desk.start(this.id, this.program));
			case "twice" -> Driver.twice(() -> begin(this.id, () -> this.desk.start(this.id, this.program)));
			default -> begin(this.id, heard ? () -> this.desk.startWithSignal(this.id, this.program, sender)
					: () -> this.desk.startWithRow(this.id, this.program, true));
		}
		if (heard) {
			this.log.note(Outcome.ACKNOWLEDGED, Subject.SIGNAL, this.id, sender + 1, "");
		}
		return heard;
	}

	/**
	 * Try until it is there. That somebody has started it before is no surprise: it was
	 * this driver, and nobody else uses the id.
	 */
	private void begin(String workflowId, Runnable start) {
		until(Subject.START, workflowId, "start", () -> {
			try {
				start.run();
			}
			catch (WorkflowAlreadyStarted ex) {
				this.log.note(Outcome.REFUSED, Subject.START, workflowId, "start", ex.runId());
			}
		});
	}

	private void signal(String sender, int number) {
		if (this.random.nextInt(8) == 0) {
			int ghost = 1_000 + number;
			this.log.note(Outcome.ROLLED_BACK, Subject.SIGNAL, this.id, sender + ghost, "");
			attempt(() -> this.desk.signalWithRow(this.id, sender, ghost, false));
		}
		this.log.note(Outcome.INTENDED, Subject.SIGNAL, this.id, sender + number, "");
		until(Subject.SIGNAL, sender + number, () -> this.desk.signalWithRow(this.id, sender, number, true));
	}

	private void update(int number) {
		String key = this.id + "/update/" + number;
		if (this.random.nextInt(3) == 0) {
			this.log.note(Outcome.INTENDED, Subject.UPDATE, this.id, key + "/none", "rejected");
			until(Subject.UPDATE, key + "/none", () -> requireRejected(key + "/none", -number));
		}
		this.log.note(Outcome.INTENDED, Subject.UPDATE, this.id, key, "accepted");
		until(Subject.UPDATE, key, () -> {
			int answer = this.desk.update(this.id, key, number);
			if (answer != number) {
				throw new IllegalStateException("Update " + number + " was answered by " + answer);
			}
		});
	}

	private void requireRejected(String key, int number) {
		try {
			int answer = this.desk.update(this.id, key, number);
			this.log.note(Outcome.REFUSED, Subject.UPDATE, this.id, key, "was accepted with " + answer);
		}
		catch (WorkflowUpdateRejected ex) {
			// as it has to be
		}
	}

	/**
	 * Ask how far it is, and send signals that it may not live to hear.
	 */
	private void lookAndCallLate() {
		attempt(() -> {
			int progress = this.desk.progress(this.id);
			this.log.note(Outcome.ACKNOWLEDGED, Subject.QUERY, this.id, "progress", Integer.toString(progress));
		});
		for (int number = 1; number <= 3; number++) {
			callLate(number);
		}
	}

	private void callLate(int number) {
		String key = ProgramWorkflow.LATE + number;
		this.log.note(Outcome.INTENDED, Subject.SIGNAL, this.id, key, "");
		try {
			this.desk.signalWithRow(this.id, ProgramWorkflow.LATE, number, true);
			this.log.note(Outcome.ACKNOWLEDGED, Subject.SIGNAL, this.id, key, "");
		}
		catch (WorkflowNotFound ex) {
			this.log.note(Outcome.REFUSED, Subject.SIGNAL, this.id, key, "");
		}
		catch (RuntimeException ex) {
			this.log.note(Outcome.UNKNOWN, Subject.SIGNAL, this.id, key, "0 " + ex);
		}
	}

	private void attempt(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			this.log.note(Outcome.UNKNOWN, Subject.QUERY, this.id, "attempt", "0 " + ex);
		}
	}

	/**
	 * Do something again until it succeeds. It is harmless to have done it before.
	 */
	private void until(Subject subject, String key, Runnable task) {
		until(subject, this.id, key, task);
	}

	private void until(Subject subject, String workflowId, String key, Runnable task) {
		while (true) {
			long begin = System.nanoTime();
			try {
				task.run();
				this.log.note(Outcome.ACKNOWLEDGED, subject, workflowId, key, "");
				return;
			}
			catch (RuntimeException ex) {
				long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
				this.log.note(Outcome.UNKNOWN, subject, workflowId, key, millis + " " + ex);
				Driver.backOff();
			}
		}
	}

}
