package dev.durable.sample.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.durable.sample.HttpDoor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that no HTTP client would send. Tomcat refuses them before the
 * application sees them, and still answers with a problem.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:bad-requests", "sample.web.max-body-size=1MB" })
class RawRequestTests {

	private static final String HOST = "Host: localhost\r\nConnection: close\r\n";

	private final int port;

	RawRequestTests(@LocalServerPort int port) {
		this.port = port;
	}

	@AfterEach
	void nextGoodRequestWorks() {
		assertThat(new HttpDoor(this.port).get("/orders/summary").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /orders/{7} HTTP/1.1\r\n" + HOST + "\r\n",
			"GET /orders/\u0001 HTTP/1.1\r\n" + HOST + "\r\n", "GET /orders/\u0000 HTTP/1.1\r\n" + HOST + "\r\n",
			"GET /orders/%zz HTTP/1.1\r\n" + HOST + "\r\n", "GET /orders/../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n",
			"GET orders HTTP/1.1\r\n" + HOST + "\r\n", "G\u0000T /orders HTTP/1.1\r\n" + HOST + "\r\n",
			"GET /orders/1 HTTP/9.9\r\n" + HOST + "\r\n", "GET /orders/1 HTTP/1.1\r\nConnection: close\r\n\r\n",
			"GET /orders/1 HTTP/1.1\r\n" + HOST + "Host: other\r\n\r\n",
			"GET /orders/1 HTTP/1.1\r\n" + HOST + "Broken header\r\n\r\n",
			"POST /orders HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\nContent-Length: -5\r\n\r\n{}",
			"POST /orders HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\nContent-Length: many\r\n\r\n{}",
			"POST /orders HTTP/1.1\r\n" + HOST
					+ "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
			"POST /orders HTTP/1.1\r\n" + HOST
					+ "Content-Type: application/json\r\nTransfer-Encoding: nonsense\r\n\r\n{}",
			"\r\n\r\nnonsense\r\n\r\n" })
	void requestThatIsNoHttpIsRefused(String request) throws IOException {
		String answer = exchange(request);
		assertThat(answer).matches("(?s)HTTP/1\\.1 (4..|501|505) .*")
			.contains("Content-Type: application/problem+json");
		assertThat(answer).doesNotContainIgnoringCase("exception", "tomcat", "<html", "java");
	}

	private String exchange(String request) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			OutputStream out = socket.getOutputStream();
			out.write(request.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
