package dev.durable.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The signals and cancel requests of a run to other workflows whose outcome is not known.
 * They are not cancelled: what is sent is sent.
 */
final class Requests {

	private final RunCore run;

	private final Map<Long, OpenRequest> open = new LinkedHashMap<>();

	Requests(RunCore run) {
		this.run = run;
	}

	RunPromise<Void> signal(String workflowId, String signal, @Nullable Object[] arguments) {
		String name = "signal " + workflowId + "." + signal;
		this.run.calls().begin(name);
		Payload written = this.run.calls()
			.write(name, () -> this.run.environment().converter().writeArguments(arguments));
		Recorded sent = this.run
			.issue(new Command.ExternalSignalInitiated(workflowId, signal, written, this.run.calls().headers(name)));
		if (sent.event() instanceof Command.ExternalSignalInitiated stored) {
			this.run.calls().warnOfDrift(name, written, stored.arguments());
		}
		return open(sent);
	}

	RunPromise<Void> cancel(String workflowId) {
		this.run.calls().begin("cancel " + workflowId);
		return open(this.run.issue(new Command.ExternalCancelInitiated(workflowId)));
	}

	private RunPromise<Void> open(Recorded sent) {
		RunPromise<Void> promise = new RunPromise<>(this.run);
		this.open.put(sent.seq(), new OpenRequest(sent, promise));
		return promise;
	}

	void accept(Incoming.ExternalSignalDelivered event) {
		remove(event.requestId()).complete(null);
	}

	void accept(Incoming.ExternalSignalFailed event) {
		remove(event.requestId()).fail(() -> Failures.restore(event.failure(), this.run.environment().converter()));
	}

	private RunPromise<Void> remove(long requestId) {
		OpenRequest request = this.open.remove(requestId);
		if (request == null) {
			throw this.run.nonDeterminism("the history has the outcome of request " + requestId
					+ " to another workflow, which the code has not made");
		}
		return request.promise();
	}

	Optional<String> describe(RunPromise<?> promise) {
		return this.open.values()
			.stream()
			.filter((request) -> request.promise() == promise)
			.map((request) -> "the delivery of a request to another workflow (event " + request.sent().seq() + ")")
			.findFirst();
	}

	List<Recorded> sent() {
		List<Recorded> sent = new ArrayList<>(this.open.size());
		this.open.values().forEach((request) -> sent.add(request.sent()));
		return sent;
	}

	boolean isOpen(long requestId) {
		return this.open.containsKey(requestId);
	}

	int count() {
		return this.open.size();
	}

	/**
	 * A request whose outcome is not known.
	 *
	 * @param sent the stored command
	 * @param promise what the code waits for
	 */
	private record OpenRequest(Recorded sent, RunPromise<Void> promise) {

	}

}
