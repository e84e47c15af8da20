package dev.durable.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * The body of a request to steer a run, field by field.
 *
 * @param operation what to do
 * @param run the run that is meant, or null
 * @param name the name of the signal, query or update
 * @param args their arguments
 * @param requestId by which the same signal or update is known again
 * @param timeout how long to wait for an answer
 * @param reason why
 * @param toSeq the last event that is kept
 */
record OperationRequest(@Nullable String operation, @Nullable String run, @Nullable String name, @Nullable String args,
		@Nullable String requestId, @Nullable String timeout, @Nullable String reason, @Nullable String toSeq) {

	private static final Set<String> FIELDS = Set.of("operation", "run", "name", "args", "requestId", "timeout",
			"reason", "toSeq");

	private static final Duration WAIT_DEFAULT = Duration.ofSeconds(10);

	private static final Duration WAIT_MAX = Duration.ofSeconds(60);

	/**
	 * Read a request from a body.
	 */
	static OperationRequest of(String body, Json json) {
		Map<String, String> fields = OperationBody.fields(body, FIELDS, json);
		return new OperationRequest(fields.get("operation"), fields.get("run"), fields.get("name"), fields.get("args"),
				fields.get("requestId"), fields.get("timeout"), fields.get("reason"), fields.get("toSeq"));
	}

	Kind kind() {
		return Parameters.constant("operation", Kind.class, Parameters.required("operation", this.operation));
	}

	String handler() {
		return Parameters.name("name", this.name);
	}

	@Nullable String checkedRequestId() {
		return (this.requestId != null) ? Parameters.id("requestId", this.requestId) : null;
	}

	/**
	 * Read the arguments. They go on as they are, after a look at what they are and how
	 * large.
	 */
	Payload arguments(PayloadConverter converter) {
		if (this.args == null) {
			return converter.writeArguments(new Object[0]);
		}
		Payload payload = new Payload(this.args.strip().getBytes(StandardCharsets.UTF_8));
		try {
			if (converter.read(payload, Object.class) instanceof List<?> list) {
				Parameters.checked("args", () -> converter.writeArguments(list.toArray()));
				return payload;
			}
		}
		catch (UnreadableException ex) {
			// refused below
		}
		throw new BadParameterException("args", "is no array");
	}

	Duration limit() {
		if (this.timeout == null) {
			return WAIT_DEFAULT;
		}
		Duration limit = Parameters.checked("timeout", () -> DurationStyle.detectAndParse(this.timeout));
		if (limit.isNegative() || limit.compareTo(WAIT_MAX) > 0) {
			throw new BadParameterException("timeout", "is not between 0s and " + WAIT_MAX.toSeconds() + "s");
		}
		return limit;
	}

	String requiredReason() {
		return Parameters.reason("reason", Parameters.required("reason", this.reason));
	}

	@Nullable String optionalReason() {
		return (this.reason != null) ? Parameters.reason("reason", this.reason) : null;
	}

	long position() {
		return Parameters.number("toSeq", Parameters.required("toSeq", this.toSeq), 1, Long.MAX_VALUE);
	}

	/**
	 * What can be done with a run.
	 */
	enum Kind {

		SIGNAL, QUERY, UPDATE, CANCEL, TERMINATE, PAUSE, RESUME, RETRY, RESET;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Tell whether it takes an open run.
		 */
		boolean needsOpenRun() {
			return switch (this) {
				case SIGNAL, CANCEL, TERMINATE, PAUSE, RESUME -> true;
				case QUERY, UPDATE, RETRY, RESET -> false;
			};
		}

	}

}
