package dev.durable.sample.problems;

import java.io.Serial;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * A request that is well-formed, but asks for what is not there or not possible now.
 */
public final class RefusedException extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	private RefusedException(HttpStatus status, String detail) {
		super(status, Problems.of(status, detail), null);
	}

	/**
	 * What is asked for is not there.
	 * @param detail what was looked for, for the client
	 * @return the exception
	 */
	public static RefusedException notFound(String detail) {
		return new RefusedException(HttpStatus.NOT_FOUND, detail);
	}

	/**
	 * What is asked for cannot be answered now.
	 * @param detail what is missing, for the client
	 * @return the exception
	 */
	public static RefusedException unavailable(String detail) {
		return new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, detail);
	}

	/**
	 * What is asked for does not fit what has happened before.
	 * @param detail what is in the way, for the client
	 * @return the exception
	 */
	public static RefusedException conflict(String detail) {
		return new RefusedException(HttpStatus.CONFLICT, detail);
	}

}
