package dev.durable.actuate;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Turns what becomes of a request into an answer of the web. Neither stack traces nor
 * what a driver says leave the application.
 */
final class Answers {

	private static final Logger logger = LoggerFactory.getLogger(Answers.class);

	private static final MimeType PROBLEM_JSON = MimeType.valueOf("application/problem+json");

	private Answers() {
	}

	static WebEndpointResponse<Object> to(Supplier<WebEndpointResponse<Object>> request) {
		try {
			return request.get();
		}
		catch (BadParameterException ex) {
			return problem(Problem.of(ex));
		}
		catch (ForbiddenException ex) {
			return problem(Problem.of(403, "Forbidden", ex.getMessage()));
		}
		catch (WorkflowNotFound ex) {
			return problem(Problem.of(404, "Not Found", ex.getMessage()));
		}
		catch (ConflictException ex) {
			return problem(Problem.of(409, "Conflict", ex.getMessage()));
		}
		catch (WorkflowQueryFailed | WorkflowUpdateFailed | WorkflowUpdateRejected ex) {
			return problem(Problem.of(422, "Unprocessable Content", ex.getMessage()));
		}
		catch (NotReadyException ex) {
			return problem(Problem.of(503, "Service Unavailable", ex.getMessage()));
		}
		catch (StoreException | RejectedExecutionException ex) {
			logger.warn("A request of an operator found the store or the node not available", ex);
			return problem(Problem.of(503, "Service Unavailable",
					"The store cannot be reached, or this node stops. Ask again, or look at the log"));
		}
		catch (RuntimeException ex) {
			logger.error("A request of an operator has failed, which is a bug", ex);
			return problem(Problem.of(500, "Internal Server Error", "The request has failed. The log has the reason"));
		}
	}

	private static WebEndpointResponse<Object> problem(Problem problem) {
		return new WebEndpointResponse<>(problem.body(), problem.status(), PROBLEM_JSON);
	}

}
