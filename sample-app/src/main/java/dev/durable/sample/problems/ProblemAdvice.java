package dev.durable.sample.problems;

import java.util.Comparator;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.Errors;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers every failure with a problem detail. What the client has done wrong is named by
 * field; what the server has done wrong goes to the log and not to the client.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Log log = LogFactory.getLog(ProblemAdvice.class);

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return handleExceptionInternal(ex, Problems.invalid(mistakes(ex)), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		List<Mistake> mistakes = ex.getParameterValidationResults()
			.stream()
			.flatMap((result) -> mistakes(result).stream())
			.toList();
		return handleExceptionInternal(ex, Problems.invalid(mistakes), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		if (ex.getMostSpecificCause() instanceof ErrorResponseException refused) {
			return handleExceptionInternal(ex, refused.getBody(), headers, refused.getStatusCode(), request);
		}
		return handleExceptionInternal(ex, unreadable(ex.getCause()), headers, status, request);
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		return ResponseEntity.status(status)
			.headers(headers)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(body);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> handleUnexpected(Exception ex, WebRequest request) {
		log.error("Request failed: " + request.getDescription(false), ex);
		ProblemDetail problem = Problems.of(HttpStatus.INTERNAL_SERVER_ERROR,
				"The server could not answer this request. It may be repeated");
		return handleExceptionInternal(ex, problem, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
	}

	private static ProblemDetail unreadable(@Nullable Throwable cause) {
		if (!(cause instanceof JacksonException json)) {
			return Problems.of(HttpStatus.BAD_REQUEST, "The body is missing or cannot be read");
		}
		String field = path(json);
		if (!field.isEmpty()) {
			return Problems.invalid(List.of(new Mistake(field, "cannot be read: it has a wrong type or form")));
		}
		if (json instanceof StreamReadException) {
			return Problems.of(HttpStatus.BAD_REQUEST, "The body is no valid JSON" + place(json.getLocation()));
		}
		return Problems.of(HttpStatus.BAD_REQUEST, "The body is not the expected JSON object");
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.toString();
	}

	private static String place(@Nullable TokenStreamLocation location) {
		return (location != null) ? ": line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

	private static List<Mistake> mistakes(Errors errors) {
		return errors.getFieldErrors()
			.stream()
			.map((error) -> new Mistake(error.getField(), String.valueOf(error.getDefaultMessage())))
			.sorted(Comparator.comparing(Mistake::field))
			.toList();
	}

	private static List<Mistake> mistakes(ParameterValidationResult result) {
		if (result instanceof ParameterErrors errors) {
			return mistakes((Errors) errors);
		}
		String parameter = String.valueOf(result.getMethodParameter().getParameterName());
		return result.getResolvableErrors()
			.stream()
			.map((error) -> new Mistake(parameter, String.valueOf(error.getDefaultMessage())))
			.toList();
	}

}
