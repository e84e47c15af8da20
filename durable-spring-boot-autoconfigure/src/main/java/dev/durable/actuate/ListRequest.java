package dev.durable.actuate;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import dev.durable.client.Names;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a query of the parameters of a request. Parameters only become values of
 * conditions that are there in the code.
 */
final class ListRequest {

	private static final int LIMIT_MAX = 200;

	private static final int VALUE_MAX = 4_000;

	private static final Pattern LITERAL = Pattern
		.compile("true|false|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?");

	private final PayloadConverter converter;

	private WorkflowQuery query = WorkflowQuery.where();

	ListRequest(PayloadConverter converter) {
		this.converter = converter;
	}

	ListRequest status(@Nullable String text) {
		return with("status", text,
				(all, value) -> all.status(Parameters.constant("status", WorkflowStatus.class, value)));
	}

	ListRequest type(@Nullable String text) {
		return with("type", text, WorkflowQuery::type);
	}

	ListRequest idPrefix(@Nullable String text) {
		return with("id", text, WorkflowQuery::idPrefix);
	}

	ListRequest stuck(@Nullable String text) {
		return with("stuck", text, (all, value) -> Parameters.bool("stuck", value) ? all.stuck() : all);
	}

	/**
	 * Runs that were started at this time or later.
	 */
	ListRequest from(@Nullable String text) {
		return with("from", text,
				(all, value) -> all.startedAfter(Parameters.time("from", value).minus(1, ChronoUnit.MICROS)));
	}

	/**
	 * Runs that were started before this time.
	 */
	ListRequest to(@Nullable String text) {
		return with("to", text, (all, value) -> all.startedBefore(Parameters.time("to", value)));
	}

	ListRequest limit(@Nullable String text) {
		return with("limit", text, (all, value) -> all.limit((int) Parameters.number("limit", value, 1, LIMIT_MAX)));
	}

	ListRequest cursor(@Nullable String text) {
		return with("cursor", text, (all, value) -> all.after(Parameters.runId("cursor", value).toString()));
	}

	ListRequest attributes(@Nullable Object values) {
		Parameters.all(values).forEach((text) -> with("attribute", text, this::attribute));
		return this;
	}

	private WorkflowQuery attribute(WorkflowQuery all, String text) {
		int colon = text.indexOf(':');
		if (colon < 1 || colon == text.length() - 1 || text.length() > VALUE_MAX) {
			throw new BadParameterException("attribute", "is no name:value");
		}
		String name = Names.requireName("name", text.substring(0, colon));
		return all.attribute(name, json(text.substring(colon + 1)));
	}

	/*
	 * Numbers and booleans are meant as such; a text that looks like one is put in
	 * quotes. The store compares the JSON.
	 */
	private String json(String value) {
		if (LITERAL.matcher(value).matches()) {
			return value;
		}

		try {
			Object text = value.startsWith("\"")
					? this.converter.read(new Payload(value.getBytes(StandardCharsets.UTF_8)), String.class) : value;
			return new String(this.converter.write(text).json(), StandardCharsets.UTF_8);
		}
		catch (UnreadableException | UnwritableException ex) {
			throw new BadParameterException("attribute",
					"has a value that begins with a quote and is no JSON text, or" + " has half a surrogate pair");
		}
	}

	private ListRequest with(String name, @Nullable String text,
			BiFunction<WorkflowQuery, String, WorkflowQuery> condition) {
		if (text != null) {
			this.query = Parameters.checked(name, () -> condition.apply(this.query, text));
		}
		return this;
	}

	WorkflowQuery query() {
		return this.query;
	}

}
