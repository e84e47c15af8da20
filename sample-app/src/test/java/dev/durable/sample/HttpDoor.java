package dev.durable.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to a running sample as any client does: over HTTP, in bytes.
 */
public record HttpDoor(int port) {

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private static final JsonMapper JSON = JsonMapper.shared();

	public Answer get(String path) {
		return send("GET", path, null, BodyPublishers.noBody());
	}

	public Answer postJson(String path, String body) {
		return send("POST", path, "application/json", BodyPublishers.ofString(body));
	}

	public Answer postCsv(String path, byte[] body) {
		return send("POST", path, "text/csv", BodyPublishers.ofByteArray(body));
	}

	public Answer postCsv(String path, String body) {
		return postCsv(path, body.getBytes(StandardCharsets.UTF_8));
	}

	public Answer send(String method, String path, String contentType, BodyPublisher body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(60))
			.method(method, body);
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
			return new Answer(response);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(method + " " + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the sample has answered.
	 */
	public record Answer(HttpResponse<String> response) {

		public int status() {
			return this.response.statusCode();
		}

		public String contentType() {
			return header("Content-Type");
		}

		public String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		public String body() {
			return this.response.body();
		}

		public JsonNode json() {
			return JSON.readTree(body());
		}

	}

}
