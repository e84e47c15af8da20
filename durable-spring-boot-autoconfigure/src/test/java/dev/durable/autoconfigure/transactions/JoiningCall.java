package dev.durable.autoconfigure.transactions;

import java.util.function.Consumer;

import dev.durable.ApplicationFailure;
import dev.durable.client.WorkflowStatus;

/**
 * Each call of the client that joins the transaction of its caller: what must be there
 * before, the call, and what must be there once it has taken effect.
 */
enum JoiningCall {

	START((test) -> {
	}, (test) -> test.client()
		.start(HeldWorkflow.class, (workflow) -> workflow.hold("wait"), (options) -> options.id(test.id())),
			JoiningCase::awaitsSignals),

	START_VOID((test) -> {
	}, (test) -> test.client()
		.startVoid(HeldWorkflow.class, (workflow) -> workflow.hold("wait"), (options) -> options.id(test.id())),
			JoiningCase::awaitsSignals),

	SIGNAL_WITH_START((test) -> {
	}, (test) -> test.client()
		.signalWithStart(HeldWorkflow.class, (workflow) -> workflow.hold("wait"), (workflow) -> workflow.say("first"),
				(options) -> options.id(test.id())),
			(test) -> test.hears("first")),

	SIGNAL_WITH_START_OF_OPEN(JoiningCase::start, SIGNAL_WITH_START.call, (test) -> test.hears("first")),

	SIGNAL_BY_STUB(JoiningCase::start, (test) -> test.stub().say("hello"), (test) -> test.hears("hello")),

	SIGNAL_BY_HANDLE(JoiningCase::start, (test) -> test.handle().signal("say", "hello"), (test) -> test.hears("hello")),

	SIGNAL_WITH_ID(JoiningCase::start,
			(test) -> test.client()
				.stub(HeldWorkflow.class, test.id(), (options) -> options.signalId("once"))
				.say("hello"),
			(test) -> test.hears("hello")),

	CANCEL(JoiningCase::start, (test) -> test.handle().cancel(), (test) -> test.reaches(WorkflowStatus.CANCELLED)),

	TERMINATE(JoiningCase::start, (test) -> test.handle().terminate("over"),
			(test) -> test.reaches(WorkflowStatus.TERMINATED)),

	PAUSE(JoiningCase::start, (test) -> test.handle().pause(), (test) -> test.reaches(WorkflowStatus.PAUSED)),

	RESUME((test) -> {
		test.start();
		test.handle().pause();
		test.reaches(WorkflowStatus.PAUSED);
	}, (test) -> test.handle().resume(), (test) -> test.reaches(WorkflowStatus.RUNNING)),

	RESET(JoiningCase::start, (test) -> test.handle().reset(1), (test) -> test.hasRuns(2)),

	RESET_OF_CLOSED((test) -> {
		test.start();
		test.end();
	}, (test) -> test.handle().reset(1), (test) -> test.hasRuns(2)),

	RETRY((test) -> {
		test.start("fail");
		test.reaches(WorkflowStatus.FAILED);
	}, (test) -> test.handle().retry(), (test) -> test.hasRuns(2)),

	DELETE((test) -> {
		test.start();
		test.end();
	}, (test) -> test.handle().delete(), (test) -> test.hasRuns(0)),

	COMPLETE_ACTIVITY(JoiningCase::startLater, (test) -> test.client().completeActivity(test.token(), "done"),
			(test) -> test.hears("done")),

	FAIL_ACTIVITY(JoiningCase::startLater,
			(test) -> test.client()
				.failActivity(test.token(), new ApplicationFailure("Refused", "by hand").nonRetryable()),
			(test) -> test.reaches(WorkflowStatus.FAILED)),

	REDELIVER(JoiningCase::startWithDeadLetter,
			(test) -> test.client().redeliver(test.client().deadLetters(test.id()).get(0).id()),
			(test) -> test.hears("late"));

	private final Consumer<JoiningCase> before;

	private final Consumer<JoiningCase> call;

	private final Consumer<JoiningCase> effect;

	JoiningCall(Consumer<JoiningCase> before, Consumer<JoiningCase> call, Consumer<JoiningCase> effect) {
		this.before = before;
		this.call = call;
		this.effect = effect;
	}

	void prepare(JoiningCase test) {
		this.before.accept(test);
	}

	void call(JoiningCase test) {
		this.call.accept(test);
	}

	void verify(JoiningCase test) {
		this.effect.accept(test);
	}

}
