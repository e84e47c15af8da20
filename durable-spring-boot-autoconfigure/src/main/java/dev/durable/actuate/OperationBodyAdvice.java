package dev.durable.actuate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Hands the body of an operation to the extensions of the web as it is. Actuator alone
 * takes flat objects of texts only, reads them with the mapper of the application, and
 * does not say what is wrong.
 */
@ControllerAdvice
public class OperationBodyAdvice extends RequestBodyAdviceAdapter {

	private static final String HANDLERS = "org.springframework.boot.webmvc.actuate.endpoint.web.";

	private final Json json;

	private final Supplier<List<String>> paths;

	/**
	 * Create the advice.
	 * @param json makes an object of the body
	 * @param paths returns the paths of operations, as patterns
	 */
	public OperationBodyAdvice(Json json, Supplier<List<String>> paths) {
		this.json = json;
		this.paths = paths;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		return request != null && parameter.getContainingClass().getName().startsWith(HANDLERS)
				&& this.paths.get()
					.contains(String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE,
							RequestAttributes.SCOPE_REQUEST)));
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		byte[] read = message.getBody().readNBytes(OperationBody.BODY_MAX + 1);
		if (read.length > OperationBody.BODY_MAX) {
			throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE);
		}
		String object = this.json.object(OperationBody.BODY, new String(read, StandardCharsets.UTF_8));
		return new Replaced(message.getHeaders(), object.getBytes(StandardCharsets.UTF_8));
	}

	private record Replaced(HttpHeaders headers, byte[] body) implements HttpInputMessage {

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(this.body);
		}

	}

}
