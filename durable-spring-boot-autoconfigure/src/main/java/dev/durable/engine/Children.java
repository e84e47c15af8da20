package dev.durable.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.durable.ChildWorkflowFailure;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;

/**
 * The children of a run whose chain has not closed. One that nobody waits for any more
 * stays here: its end is recorded and ignored.
 */
final class Children {

	private final RunCore run;

	private final Map<UUID, OpenChild> open = new LinkedHashMap<>();

	private boolean any;

	Children(RunCore run) {
		this.run = run;
	}

	OpenChild start(ChildCall call, String workflowId, Scope scope) {
		String name = "child " + call.type();
		this.run.calls().begin(name);
		Payload arguments = this.run.calls()
			.write(name, () -> this.run.environment().converter().writeArguments(call.arguments()));
		StartDetails details = details(call.details(), this.run.calls().headers(name));
		Command.ChildInitiated asked = new Command.ChildInitiated(childId(), workflowId, call.type(), arguments,
				details, call.closePolicy(), call.cancellation());
		Recorded initiated = this.run.issue(asked);
		Command.ChildInitiated counts = (initiated.event() instanceof Command.ChildInitiated stored) ? stored : asked;
		this.run.calls().warnOfDrift(name, arguments, counts.arguments());
		OpenChild child = new OpenChild(this, initiated, counts, call.resultType(), scope, new RunPromise<>(this.run));
		this.any = true;
		this.open.put(counts.childId(), child);
		scope.opened(child);
		return child;
	}

	/*
	 * On replay the stored id counts, and none is drawn.
	 */
	private UUID childId() {
		return (this.run.log().next() instanceof Command.ChildInitiated stored) ? stored.childId()
				: this.run.environment().ids().get();
	}

	private StartDetails details(StartDetails given, Map<String, String> headers) {
		StartDetails begun = given.begunAt(this.run.now());
		ParentRun parent = new ParentRun(this.run.identity().firstRunId(), this.run.identity().workflowId(),
				this.run.identity().runId());
		return new StartDetails(begun.attempt(), begun.queue(), begun.executionTimeout(), begun.executionDeadline(),
				begun.runTimeout(), begun.retry(), parent, begun.memo(), begun.attributes(), headers,
				begun.continuedFrom(), begun.admission().below(this.run.details().admission()));
	}

	void requestCancel(OpenChild child) {
		this.run.issue(new Command.ChildCancelRequested(child.command().childId(), child.seq()));
	}

	void accept(Incoming.ChildCompleted event) {
		OpenChild child = remove(event.childId());
		if (!child.promise().isDone()) {
			child.promise().complete(this.run.environment().converter().read(event.result(), child.resultType()));
		}
	}

	void accept(Incoming.ChildFailed event) {
		OpenChild child = remove(event.childId());
		child.promise()
			.fail(() -> new ChildWorkflowFailure(child.command().type(), child.command().workflowId(),
					Failures.restore(event.failure(), this.run.environment().converter())));
	}

	private OpenChild remove(UUID childId) {
		OpenChild child = this.open.remove(childId);
		if (child == null) {
			throw this.run
				.nonDeterminism("the history has the end of child " + childId + ", which the code has not started");
		}
		child.scope().settled(child);
		return child;
	}

	Optional<String> describe(RunPromise<?> promise) {
		return this.open.values()
			.stream()
			.filter((child) -> child.promise() == promise)
			.map((child) -> "child workflow '" + child.command().workflowId() + "' (event " + child.seq() + ")")
			.findFirst();
	}

	List<Recorded> initiated() {
		List<Recorded> initiated = new ArrayList<>(this.open.size());
		this.open.values().forEach((child) -> initiated.add(child.initiated()));
		return initiated;
	}

	boolean isOpen(UUID childId) {
		return this.open.containsKey(childId);
	}

	boolean hasAny() {
		return this.any;
	}

	int count() {
		return this.open.size();
	}

}
