package dev.durable.sample.imports;

import java.io.Serial;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A file cannot be read at all, and nothing of it was imported.
 */
class InvalidFileException extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	InvalidFileException(String detail) {
		super(HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
	}

}
