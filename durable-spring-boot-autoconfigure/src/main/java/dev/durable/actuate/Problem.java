package dev.durable.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as {@code application/problem+json} has it.
 *
 * @param type the kind of problem
 * @param title what the status means
 * @param status the status
 * @param detail what is wrong, and what to do
 * @param parameter the parameter or field that is wrong, or null
 */
record Problem(String type, String title, int status, @Nullable String detail, @Nullable String parameter) {

	/**
	 * Return what the body has: nothing that is null, whatever mapper writes it.
	 */
	Map<String, Object> body() {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", this.type);
		body.put("title", this.title);
		body.put("status", this.status);
		if (this.detail != null) {
			body.put("detail", this.detail);
		}
		if (this.parameter != null) {
			body.put("parameter", this.parameter);
		}
		return body;
	}

	static Problem of(int status, String title, @Nullable String detail) {
		return new Problem("about:blank", title, status, detail, null);
	}

	static Problem of(BadParameterException cause) {
		return new Problem("about:blank", "Bad Request", 400, cause.getMessage(), cause.parameter());
	}

}
