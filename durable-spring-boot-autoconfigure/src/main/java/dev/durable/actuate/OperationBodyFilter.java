package dev.durable.actuate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Does for WebFlux what the {@link OperationBodyAdvice} does for Spring MVC.
 */
public class OperationBodyFilter implements WebFilter {

	private final Json json;

	private final Supplier<List<String>> paths;

	/**
	 * Create the filter.
	 * @param json makes an object of the body
	 * @param paths returns the paths of operations, as patterns
	 */
	public OperationBodyFilter(Json json, Supplier<List<String>> paths) {
		this.json = json;
		this.paths = paths;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		boolean operation = request.getMethod() == HttpMethod.POST && this.paths.get()
			.stream()
			.anyMatch((path) -> PathPatternParser.defaultInstance.parse(path)
				.matches(request.getPath().pathWithinApplication()));
		return chain.filter(operation ? exchange.mutate().request(new Replaced(request, exchange)).build() : exchange);
	}

	private DataBuffer replace(DataBuffer buffer, ServerWebExchange exchange) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		DataBufferUtils.release(buffer);
		return exchange.getResponse()
			.bufferFactory()
			.wrap(this.json.object(OperationBody.BODY, text).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A request whose body is read, and replaced, when it is asked for.
	 */
	private final class Replaced extends ServerHttpRequestDecorator {

		private final ServerWebExchange exchange;

		private final HttpHeaders headers = new HttpHeaders();

		Replaced(ServerHttpRequest request, ServerWebExchange exchange) {
			super(request);
			this.exchange = exchange;
			this.headers.putAll(request.getHeaders());
			this.headers.remove(HttpHeaders.CONTENT_LENGTH);
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return DataBufferUtils.join(super.getBody(), OperationBody.BODY_MAX)
				.onErrorMap(DataBufferLimitException.class,
						(ex) -> new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE))
				.map((buffer) -> replace(buffer, this.exchange))
				.flux();
		}

	}

}
