package dev.durable.actuate;

import java.util.function.Supplier;

import dev.durable.client.WorkflowNotFound;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link WorkflowsEndpoint}: it
 * answers mistakes with problems that name them, shows values to those who may see them,
 * and steers runs.
 */
@EndpointWebExtension(endpoint = WorkflowsEndpoint.class)
public class WorkflowsEndpointWebExtension {

	private static final MimeType JSON = MimeTypeUtils.APPLICATION_JSON;

	private final WorkflowsEndpoint endpoint;

	private final WorkflowOperations operations;

	/**
	 * Create the extension.
	 * @param endpoint what it extends
	 */
	public WorkflowsEndpointWebExtension(WorkflowsEndpoint endpoint) {
		this.endpoint = endpoint;
		this.operations = new WorkflowOperations(endpoint.reader());
	}

	/**
	 * List runs, the latest started first.
	 * @param security who asks
	 * @param status the status that they have, or null for any
	 * @param type their workflow type, or null for any
	 * @param id the beginning of their workflow id, or null for any
	 * @param stuck {@code true} for those that cannot advance
	 * @param attribute {@code name:value} of attributes that they have, one or several
	 * @param from the time at which or after which they were started, or null
	 * @param to the time before which they were started, or null
	 * @param limit how many at the most, 1 to 200, or null for 50
	 * @param cursor where the page begins, from the page before, or null for the first
	 * @return a page of runs, and the counts of all runs by status
	 */
	@ReadOperation
	public WebEndpointResponse<Object> list(SecurityContext security, @Nullable String status, @Nullable String type,
			@Nullable String id, @Nullable String stuck, @Nullable Object attribute, @Nullable String from,
			@Nullable String to, @Nullable String limit, @Nullable String cursor) {
		return answer(() -> {
			ListRequest request = this.endpoint.reader()
				.request()
				.status(status)
				.type(type)
				.idPrefix(id)
				.stuck(stuck)
				.attributes(attribute)
				.from(from)
				.to(to)
				.limit(limit)
				.cursor(cursor);
			return this.endpoint.reader().list(request.query(), this.endpoint.values(security));
		});
	}

	/**
	 * Describe a run.
	 * @param security who asks
	 * @param id the workflow id, or the run id
	 * @param run one run of the workflow, or null for the open or else the latest one
	 * @return the run
	 */
	@ReadOperation
	public WebEndpointResponse<Object> describe(SecurityContext security, @Selector String id, @Nullable String run) {
		return answer(() -> this.endpoint.reader()
			.describe(this.endpoint.reader().find(id, run), this.endpoint.values(security)));
	}

	/**
	 * Look at a part of a run.
	 * @param security who asks
	 * @param id the workflow id, or the run id
	 * @param part {@code history} or {@code stack}
	 * @param run one run of the workflow, or null for the open or else the latest one
	 * @param after the position after which the history begins, or null for the beginning
	 * @param limit how many events at the most, 1 to 200, or null for 100
	 * @param format {@code export} for the whole history in the form that can be
	 * replayed, or null
	 * @return what was asked for
	 */
	@ReadOperation
	public WebEndpointResponse<Object> part(SecurityContext security, @Selector String id, @Selector String part,
			@Nullable String run, @Nullable String after, @Nullable String limit, @Nullable String format) {
		return Answers.to(() -> {
			RunRow found = this.endpoint.reader().find(id, run);
			Values values = this.endpoint.values(security);
			if (this.endpoint.isExport(part, format)) {
				return new WebEndpointResponse<>(this.endpoint.export(found, values), JSON);
			}
			OperationResponseBody body = this.endpoint.part(found, part, after, limit, values);
			if (body == null) {
				throw new WorkflowNotFound(id, "A workflow has 'history' and 'stack', and nothing else below it");
			}
			return new WebEndpointResponse<>(body);
		});
	}

	/**
	 * Steer a run.
	 * @param security who asks
	 * @param id the workflow id, or the run id
	 * @param body the whole request as a JSON object; without it, the fields as they
	 * follow
	 * @param operation what to do: {@code signal}, {@code query}, {@code update},
	 * {@code cancel}, {@code terminate}, {@code pause}, {@code resume}, {@code retry} or
	 * {@code reset}
	 * @param run one run of the workflow, or null for the open or else the latest one
	 * @param name the name of the signal, query or update
	 * @param args the arguments of the signal, query or update, a JSON array
	 * @param requestId by which the same signal or update is known again, or null
	 * @param timeout how long to wait for the answer of an update, or null for 10 seconds
	 * @param reason why the run is cancelled, terminated or reset
	 * @param toSeq the last event that is kept by a reset
	 * @return what has become of it
	 */
	@WriteOperation
	public WebEndpointResponse<Object> steer(SecurityContext security, @Selector String id, @Nullable String body,
			@Nullable String operation, @Nullable String run, @Nullable String name, @Nullable String args,
			@Nullable String requestId, @Nullable String timeout, @Nullable String reason, @Nullable String toSeq) {
		return Answers.to(() -> {
			OperationRequest request = (body != null) ? OperationRequest.of(body, this.endpoint.json())
					: new OperationRequest(operation, run, name, args, requestId, timeout, reason, toSeq);
			OperationDescriptor done = this.operations.steer(id, request, this.endpoint.values(security),
					security.getPrincipal());
			boolean pending = done.outcome() == OperationDescriptor.Outcome.PENDING;
			return new WebEndpointResponse<>(done, pending ? 202 : 200);
		});
	}

	/**
	 * Delete a closed run, with all that is stored of it.
	 * @param security who asks
	 * @param id the workflow id, or the run id
	 * @param run one run of the workflow, or null for the latest one
	 * @return what was deleted
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> delete(SecurityContext security, @Selector String id, @Nullable String run) {
		return answer(() -> this.operations.delete(id, run, security.getPrincipal()));
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> body) {
		return Answers.to(() -> new WebEndpointResponse<>(body.get()));
	}

}
