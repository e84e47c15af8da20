package dev.durable.actuate;

import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

import dev.durable.client.WorkflowNotFound;
import dev.durable.node.Node;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} to look at workflows. What it has is there for JMX, too;
 * {@link WorkflowsEndpointWebExtension the web} also has operations that write.
 */
@Endpoint(id = "workflows", defaultAccess = Access.READ_ONLY)
public class WorkflowsEndpoint {

	private static final String HISTORY = "history";

	private static final String STACK = "stack";

	private static final String EXPORT = "export";

	private final WorkflowReader reader;

	private final Json json;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create the endpoint.
	 * @param node returns the node of this application, or null before it has started
	 * @param json reads and writes what Actuator does not
	 * @param showValues when values of users are shown
	 * @param roles the roles that are authorised to see them; empty for everybody who is
	 * authenticated
	 */
	public WorkflowsEndpoint(Supplier<@Nullable Node> node, Json json, Show showValues, Collection<String> roles) {
		this.reader = new WorkflowReader(node);
		this.json = json;
		this.showValues = showValues;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * List runs, the latest started first.
	 * @param status the status that they have, or null for any
	 * @param type their workflow type, or null for any
	 * @param id the beginning of their workflow id, or null for any
	 * @param stuck {@code true} for those that cannot advance
	 * @param attribute {@code name:value} of an attribute that they have, or null for any
	 * @param from the time at which or after which they were started, or null
	 * @param to the time before which they were started, or null
	 * @param limit how many at the most, 1 to 200, or null for 50
	 * @param cursor where the page begins, from the page before, or null for the first
	 * @return a page of runs, and the counts of all runs by status
	 */
	@ReadOperation
	public WorkflowsDescriptor list(@Nullable String status, @Nullable String type, @Nullable String id,
			@Nullable String stuck, @Nullable String attribute, @Nullable String from, @Nullable String to,
			@Nullable String limit, @Nullable String cursor) {
		ListRequest request = this.reader.request()
			.status(status)
			.type(type)
			.idPrefix(id)
			.stuck(stuck)
			.attributes(attribute)
			.from(from)
			.to(to)
			.limit(limit)
			.cursor(cursor);
		return this.reader.list(request.query(), values());
	}

	/**
	 * Describe a run.
	 * @param id the workflow id, or the run id
	 * @param run one run of the workflow, or null for the open or else the latest one
	 * @return the run, or null if there is none
	 */
	@ReadOperation
	public @Nullable WorkflowDescriptor describe(@Selector String id, @Nullable String run) {
		RunRow found = findOrNull(id, run);
		return (found != null) ? this.reader.describe(found, values()) : null;
	}

	/**
	 * Look at a part of a run.
	 * @param id the workflow id, or the run id
	 * @param part {@code history} or {@code stack}
	 * @param run one run of the workflow, or null for the open or else the latest one
	 * @param after the position after which the history begins, or null for the beginning
	 * @param limit how many events at the most, 1 to 200, or null for 100
	 * @param format {@code export} for the whole history in the form that can be
	 * replayed, or null
	 * @return what was asked for, or null if there is no such run or part
	 */
	@ReadOperation
	public @Nullable Object part(@Selector String id, @Selector String part, @Nullable String run,
			@Nullable String after, @Nullable String limit, @Nullable String format) {
		RunRow found = findOrNull(id, run);
		if (found == null) {
			return null;
		}
		return isExport(part, format) ? export(found, values()) : part(found, part, after, limit, values());
	}

	private @Nullable RunRow findOrNull(String id, @Nullable String run) {
		try {
			return this.reader.find(id, run);
		}
		catch (WorkflowNotFound ex) {
			return null;
		}
	}

	boolean isExport(String part, @Nullable String format) {
		if (!part.equals(HISTORY) || format == null) {
			return false;
		}
		if (!format.equals(EXPORT)) {
			throw new BadParameterException("format", "is not 'export'");
		}
		return true;
	}

	@Nullable OperationResponseBody part(RunRow run, String part, @Nullable String after, @Nullable String limit, Values values) {
		return switch (part) {
			case HISTORY -> this.reader.history(run, after, limit, values);
			case STACK -> this.reader.stack(run);
			default -> null;
		};
	}

	/**
	 * Write a history with all its values: with masked ones it could not be replayed.
	 */
	String export(RunRow run, Values values) {
		if (!values.shown()) {
			throw new ForbiddenException("An exported history has the values of the application, which are not shown:"
					+ " see management.endpoint.workflows.show-values");
		}
		return this.json.export(this.reader.export(run));
	}

	Json json() {
		return this.json;
	}

	WorkflowReader reader() {
		return this.reader;
	}

	private Values values() {
		return new Values(this.json, this.showValues == Show.ALWAYS);
	}

	Values values(SecurityContext security) {
		return new Values(this.json, this.showValues.isShown(security, this.roles));
	}

}
