package dev.durable.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.actuate.OperationDescriptor.Outcome;
import dev.durable.actuate.OperationRequest.Kind;
import dev.durable.client.WorkflowNotFound;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.node.HandlerCall;
import dev.durable.node.Target;
import dev.durable.node.WorkflowService;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steers runs for operators. Each order is logged with who has given it and without what
 * it carries.
 */
final class WorkflowOperations {

	private static final Logger logger = LoggerFactory.getLogger(WorkflowOperations.class);

	private final WorkflowReader reader;

	WorkflowOperations(WorkflowReader reader) {
		this.reader = reader;
	}

	OperationDescriptor steer(String id, OperationRequest request, Values values, @Nullable Principal principal) {
		Kind kind = request.kind();
		RunRow row = this.reader.find(id, request.run());
		if (kind.needsOpenRun() && row.status().isClosed()) {
			throw new ConflictException("Run '" + row.runId() + "' of workflow '" + row.workflowId() + "' is "
					+ row.status() + ", and '" + kind + "' takes an open one");
		}
		boolean pinned = request.run() != null || !row.workflowId().equals(id);
		Order order = new Order(row, new Target(row.workflowId(), pinned ? row.runId() : null), request, values);
		OperationDescriptor done = carryOut(kind, order);
		log(kind.toString(), row, principal);
		return done;
	}

	/*
	 * The run was there: whoever does not find it any more has come too late.
	 */
	private OperationDescriptor carryOut(Kind kind, Order order) {
		try {
			return switch (kind) {
				case SIGNAL -> signal(order);
				case QUERY -> query(order);
				case UPDATE -> update(order);
				case CANCEL, TERMINATE, PAUSE, RESUME -> direct(kind, order);
				case RETRY -> done(kind, order, service().retry(order.target()));
				case RESET -> reset(order);
			};
		}
		catch (WorkflowNotFound | IllegalStateException ex) {
			throw new ConflictException(String.valueOf(ex.getMessage()));
		}
	}

	private WorkflowService service() {
		return this.reader.node();
	}

	private OperationDescriptor direct(Kind kind, Order order) {
		switch (kind) {
			case CANCEL -> service().cancel(order.target(), order.request().optionalReason());
			case TERMINATE -> service().terminate(order.target(), order.request().requiredReason());
			case PAUSE -> service().pause(order.target());
			default -> service().resume(order.target());
		}
		return order.answer(kind, order.row().runId(), Outcome.ACCEPTED, null, null);
	}

	private static OperationDescriptor done(Kind kind, Order order, UUID next) {
		return order.answer(kind, next, Outcome.DONE, null, null);
	}

	private OperationDescriptor reset(Order order) {
		String reason = order.request().optionalReason();
		long toSeq = order.request().position();
		return Parameters.checked("toSeq", () -> done(Kind.RESET, order,
				service().reset(order.target(), toSeq, (reason != null) ? reason : "Reset to event " + toSeq)));
	}

	private OperationDescriptor signal(Order order) {
		HandlerCall call = call(order, order.request().checkedRequestId());
		try {
			service().signal(order.target(), call);
		}
		catch (IllegalArgumentException ex) {
			throw misfit(ex);
		}
		return order.answer(Kind.SIGNAL, order.row().runId(), Outcome.ACCEPTED, null, call.id());
	}

	private OperationDescriptor query(Order order) {
		HandlerCall call = call(order, null);
		Payload answer = service().query(order.row().runId(), call.name(), call.arguments());
		return order.answer(Kind.QUERY, order.row().runId(), Outcome.DONE, answer, null);
	}

	private OperationDescriptor update(Order order) {
		String given = order.request().checkedRequestId();
		HandlerCall call = call(order, (given != null) ? given : UUID.randomUUID().toString());
		long millis = order.request().limit().toMillis();
		try {
			CompletableFuture<Payload> answer = service().update(order.target(), call);
			return order.answer(Kind.UPDATE, order.row().runId(), Outcome.DONE,
					answer.get(millis, TimeUnit.MILLISECONDS), call.id());
		}
		catch (IllegalArgumentException ex) {
			throw misfit(ex);
		}
		catch (TimeoutException ex) {
			return order.answer(Kind.UPDATE, order.row().runId(), Outcome.PENDING, null, call.id());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NotReadyException("The wait for the answer was interrupted. Ask again with the id of the update");
		}
	}

	private HandlerCall call(Order order, @Nullable String requestId) {
		return new HandlerCall(order.request().handler(),
				order.request().arguments(this.reader.inspection().converter()), requestId, Map.of());
	}

	private static BadParameterException misfit(IllegalArgumentException ex) {
		return new BadParameterException((ex.getCause() instanceof UnreadableException) ? "args" : "name",
				String.valueOf(ex.getMessage()));
	}

	OperationDescriptor delete(String id, @Nullable String run, @Nullable Principal principal) {
		RunRow row = this.reader.find(id, run);
		try {
			service().delete(new Target(row.workflowId(), row.runId()));
		}
		catch (IllegalStateException ex) {
			throw new ConflictException(String.valueOf(ex.getMessage()));
		}
		log("delete", row, principal);
		return new OperationDescriptor(row.workflowId(), row.runId().toString(), "delete", Outcome.DONE, null, null);
	}

	private static void log(String operation, RunRow row, @Nullable Principal principal) {
		logger.info("'{}' of workflow '{}' (run {}) was asked for by {}", operation, row.workflowId(), row.runId(),
				who(principal));
	}

	static String who(@Nullable Principal principal) {
		String who = (principal != null) ? principal.getName() : "somebody unknown";
		return who.replaceAll("\\p{Cntrl}", "?");
	}

	/**
	 * What is to be done with which run.
	 *
	 * @param row the run
	 * @param target how it is spoken to
	 * @param request what is to be done
	 * @param values shows or masks values
	 */
	private record Order(RunRow row, Target target, OperationRequest request, Values values) {

		OperationDescriptor answer(Kind kind, UUID runId, Outcome outcome, @Nullable Payload result,
				@Nullable String requestId) {
			return new OperationDescriptor(this.row.workflowId(), runId.toString(), kind.toString(), outcome,
					(result != null) ? this.values.of(result) : null, requestId);
		}

	}

}
