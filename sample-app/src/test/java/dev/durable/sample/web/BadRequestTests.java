package dev.durable.sample.web;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.durable.sample.HttpDoor;
import dev.durable.sample.HttpDoor.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for bad input at every door, over HTTP and byte by byte. Each is answered by a
 * problem without internals, and the next good order works.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:bad-requests", "sample.web.max-body-size=1MB" })
class BadRequestTests {

	private static final AtomicInteger INVOICES = new AtomicInteger();

	private static final String ORDER = """
			{"invoiceNo":"%s","customerId":"4711","country":"Norway",\
			"lines":[{"stockCode":"A","description":"A THING","quantity":2,"unitPrice":1.50}]}""";

	private static final String HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

	private final HttpDoor door;

	BadRequestTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@AfterEach
	void nextGoodOrderWorks() {
		String address = "/orders/good-" + INVOICES.incrementAndGet();
		assertThat(this.door.postJson("/orders", ORDER.formatted(address.substring(8))).status()).isEqualTo(202);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(this.door.get(address).json().path("status").stringValue())
				.isEqualTo("CONFIRMED"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void orderWithMistakeIsRefusedAndFieldIsNamed(String field, String find, String replace) {
		String body = ORDER.formatted("bad-1").replace(find, replace);
		JsonNode problem = requireProblem(this.door.postJson("/orders", body), 400);
		assertThat(problem.path("errors").valueStream().map((error) -> error.path("field").stringValue()))
			.contains(field);
		assertThat(problem.path("detail").stringValue()).contains(field);
		requireProblem(this.door.get("/orders/bad-1"), 404);
	}

	static Stream<Arguments> orderWithMistakeIsRefusedAndFieldIsNamed() {
		String line = "{\"stockCode\":\"A\",\"description\":\"A THING\",\"quantity\":2,\"unitPrice\":1.50}";
		return Stream.of(arguments("invoiceNo", "\"invoiceNo\":\"bad-1\",", ""),
				arguments("invoiceNo", "\"bad-1\"", "null"), arguments("invoiceNo", "\"bad-1\"", "\"\""),
				arguments("invoiceNo", "\"bad-1\"", "\"a/b\""), arguments("invoiceNo", "\"bad-1\"", "\"../etc\""),
				arguments("invoiceNo", "\"bad-1\"", "\"bad\\u0000\""),
				arguments("invoiceNo", "\"bad-1\"", "\"\\ud800\""), arguments("invoiceNo", "\"bad-1\"", "\"summary\""),
				arguments("invoiceNo", "\"bad-1\"", "\"" + "9".repeat(41) + "\""),
				arguments("invoiceNo", "\"bad-1\"", "{\"a\":1}"), arguments("invoiceNo", "\"bad-1\"", "[1]"),
				arguments("invoiceNo", "\"bad-1\"", "true"), arguments("invoiceNo", "\"bad-1\"", "7"),
				arguments("country", "\"Norway\"", "1.5"), arguments("customerId", "\"4711\"", "\"47\\u001b11\""),
				arguments("customerId", "\"4711\"", "\"" + "7".repeat(41) + "\""),
				arguments("customerId", "\"4711\"", "[]"), arguments("country", "\"country\":\"Norway\",", ""),
				arguments("country", "\"Norway\"", "\"  \""), arguments("country", "\"Norway\"", "\"No\\nway\""),
				arguments("country", "\"Norway\"", "\"\\udc00\\ud800\""),
				arguments("lines", ",\"lines\":[" + line + "]", ""), arguments("lines", "[" + line + "]", "[]"),
				arguments("lines", "[" + line + "]", "null"), arguments("lines", "[" + line + "]", "\"none\""),
				arguments("lines", "[" + line + "]", "{}"), arguments("lines[0]", line, "null"),
				arguments("lines[0]", line, "7"), arguments("lines[1].stockCode", line, line + ",{}"),
				arguments("lines[0].stockCode", "\"A\"", "\"\""),
				arguments("lines[0].description", "A THING", "x".repeat(201)),
				arguments("lines[0].description", "A THING", "A\\u0007THING"),
				arguments("lines[0].quantity", ":2", ":\"two\""), arguments("lines[0].quantity", ":2", ":\"2\""),
				arguments("lines[0].quantity", ":2", ":2.5"), arguments("lines[0].quantity", ":2", ":true"),
				arguments("lines[0].quantity", ":2", ":null"), arguments("lines[0].quantity", ":2", ":99999999999"),
				arguments("lines[0].quantity", ":2", ":1000001"), arguments("lines[0].quantity", ":2", ":1e400"),
				arguments("lines[0].unitPrice", "1.50", "\"cheap\""), arguments("lines[0].unitPrice", "1.50", "-1"),
				arguments("lines[0].unitPrice", "1.50", "1.505"),
				arguments("lines[0].unitPrice", "1.50", "1e1000000000"),
				arguments("lines[0].unitPrice", "1.50", "1e-1000000000"),
				arguments("lines[0].unitPrice", "1.50", "1000000.01"), arguments("lines[0].unitPrice", "1.50", "null"),
				arguments("lines[0].unitPrice", "1.50", "{}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{\"invoiceNo\":", "nonsense", "[]", "7", "null", "\"text\"", "{} {}",
			"{\"invoiceNo\":\"1\",}", "{'invoiceNo':'1'}", "{\"invoiceNo\":NaN}", "{\"invoiceNo\":\"a\u0001b\"}",
			"{\"invoiceNo\":\"\\uZZZZ\"}", "{\"quantity\":0123}" })
	void brokenJsonIsRefused(String body) {
		requireProblem(this.door.postJson("/orders", body), 400);
		requireProblem(this.door.postJson("/orders/good-1/review", body), 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"a\":", "{\"lines\":[{\"quantity\":", "{\"invoiceNo\":[" })
	void deeplyNestedJsonIsRefused(String opening) {
		requireProblem(this.door.postJson("/orders", opening.repeat(20_000)), 400);
		requireProblem(this.door.postJson("/orders/good-1/review", opening.repeat(20_000)), 400);
	}

	@Test
	void numberOfManyDigitsIsRefused() {
		String digits = "9".repeat(100_000);
		requireProblem(this.door.postJson("/orders", ORDER.formatted("bad-1").replace("1.50", digits)), 400);
		requireProblem(this.door.postJson("/orders", ORDER.formatted("bad-1").replace(":2", ":" + digits)), 400);
	}

	@Test
	void bytesThatAreNoTextAreRefused() {
		byte[] body = ORDER.formatted("bad-1").replace("Norway", "Norw\u00e4y").getBytes(StandardCharsets.ISO_8859_1);
		requireProblem(this.door.send("POST", "/orders", "application/json", BodyPublishers.ofByteArray(body)), 400);
	}

	@Test
	void orderOfTooManyLinesIsRefused() {
		String line = "{\"stockCode\":\"A\",\"quantity\":2,\"unitPrice\":1.50}";
		String body = "{\"invoiceNo\":\"bad-1\",\"country\":\"Norway\",\"lines\":["
				+ String.join(",", Collections.nCopies(10_001, line)) + "]}";
		assertThat(requireProblem(this.door.postJson("/orders", body), 400).path("detail").stringValue())
			.isEqualTo("lines must not have more than 10,000 lines");
	}

	@Test
	void sameOrderAgainIsFineButAnotherOneWithItsNumberIsRefused() {
		String order = ORDER.formatted("twice");
		assertThat(this.door.postJson("/orders", order).status()).isEqualTo(202);
		assertThat(this.door.postJson("/orders", order).status()).isEqualTo(202);
		requireProblem(this.door.postJson("/orders", order.replace("Norway", "France")), 409);
		requireProblem(this.door.postJson("/orders", order.replace("1.50", "1.51")), 409);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "approved | {\"reviewer\":\"ann\"}", "approved | {\"approved\":null,\"reviewer\":\"ann\"}",
					"approved | {\"approved\":\"yes\",\"reviewer\":\"ann\"}",
					"approved | {\"approved\":1,\"reviewer\":\"ann\"}", "reviewer | {\"approved\":true}",
					"reviewer | {\"approved\":true,\"reviewer\":\"\"}",
					"reviewer | {\"approved\":true,\"reviewer\":\"a\\u0000\"}",
					"reviewer | {\"approved\":true,\"reviewer\":[]}" })
	void reviewWithMistakeIsRefusedAndFieldIsNamed(String field, String body) {
		JsonNode problem = requireProblem(this.door.postJson("/orders/good-1/review", body), 400);
		assertThat(problem.path("errors").path(0).path("field").stringValue()).isEqualTo(field);
	}

	@Test
	void reviewOfOrderThatNeedsNoneIsRefused() {
		this.door.postJson("/orders", ORDER.formatted("no-review"));
		this.door.postJson("/orders", ORDER.formatted("C-no-review").replace("\"4711\"", "null"));
		String review = "{\"approved\":true,\"reviewer\":\"ann\"}";
		requireProblem(this.door.postJson("/orders/no-review/review", review), 409);
		requireProblem(this.door.postJson("/orders/C-no-review/review", review), 409);
	}

	@Test
	void unknownOrdersAreNotFound() {
		requireProblem(this.door.get("/orders/unknown"), 404);
		requireProblem(this.door.get("/orders/unknown/effects"), 404);
		requireProblem(this.door.postJson("/orders/unknown/review", "{\"approved\":true,\"reviewer\":\"ann\"}"), 404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "%20", "a%20b", "%C3%A4", "a%0Ab", "a'b", "-1", "import", "%F0%9F%98%80" })
	void malformedInvoiceNumberIsRefused(String invoiceNo) {
		JsonNode problem = requireProblem(this.door.get("/orders/" + invoiceNo), 400);
		assertThat(problem.path("errors").path(0).path("field").stringValue()).isEqualTo("invoiceNo");
		requireProblem(this.door.get("/orders/" + invoiceNo + "/effects"), 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "%FF", "%ED%A0%80", "%C3", "a%00b", "a%2Fb", "a%5Cb" })
	void addressThatTomcatRefusesIsAnsweredByProblemToo(String invoiceNo) {
		requireProblem(this.door.get("/orders/" + invoiceNo), 400);
	}

	@Test
	void longInvoiceNumberIsRefused() {
		requireProblem(this.door.get("/orders/" + "9".repeat(41)), 400);
		requireProblem(this.door.get("/orders/" + "9".repeat(5_000)), 400);
		assertThat(this.door.get("/orders/" + "9".repeat(20_000)).status()).isBetween(400, 499);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/nowhere", "/orders/", "/orders/1/2/3", "/error", "/orders//effects", "/favicon.ico",
			"/index.html", "/static/../orders" })
	void unknownAddressesAreNotFound(String path) {
		requireProblem(this.door.get(path), 404);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /orders", "PUT, /orders", "DELETE, /orders/good-1", "PATCH, /orders/good-1",
			"POST, /orders/good-1", "POST, /orders/summary", "GET, /orders/good-1/review",
			"POST, /orders/good-1/effects", "PUT, /orders/import", "TRACE, /orders", "NONSENSE, /orders" })
	void wrongMethodIsRefused(String method, String path) {
		Answer answer = this.door.send(method, path, "application/json", BodyPublishers.noBody());
		requireProblem(answer, 405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded",
			"multipart/form-data", "multipart/form-data; boundary=x", "nonsense", "application/json;charset=nonsense",
			"text/csv;charset=\"", "*/*", "image/png" })
	void wrongMediaTypeIsRefused(String type) {
		for (String path : List.of("/orders", "/orders/import", "/orders/good-1/review")) {
			requireProblem(this.door.send("POST", path, type, BodyPublishers.ofString(ORDER)), 415);
		}
	}

	@Test
	void missingMediaTypeIsRefused() {
		requireProblem(this.door.send("POST", "/orders", null, BodyPublishers.ofString(ORDER)), 415);
		requireProblem(this.door.send("POST", "/orders/import", null, BodyPublishers.ofString(HEADER)), 415);
		requireProblem(this.door.postJson("/orders/import", ORDER), 415);
		requireProblem(this.door.postCsv("/orders", HEADER), 415);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/xml", "image/png", "nonsense" })
	void clientThatTakesOtherAnswersOnlyGetsProblem(String accept) {
		Answer answer = this.door.send("GET", "/orders/summary", null, BodyPublishers.noBody(), "Accept", accept);
		requireProblem(answer, 406);
		Answer unknown = this.door.send("GET", "/orders/unknown", null, BodyPublishers.noBody(), "Accept", accept);
		requireProblem(unknown, 404, 406);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "InvoiceNo,StockCode\n1,2\n", HEADER + "1,\"A", HEADER + "1,\"A\"B,c\n" })
	void brokenFileIsRefused(String body) {
		requireProblem(this.door.postCsv("/orders/import", body), 400);
	}

	@Test
	void fileInAnotherEncodingThanItSaysIsRefused() {
		byte[] body = (HEADER + "bad-1,A,Gr\u00fc\u00df,2,2026-01-05,1.50,4711,Norway\n")
			.getBytes(StandardCharsets.ISO_8859_1);
		requireProblem(postFile("text/csv", body), 400);
		requireProblem(postFile("text/csv;charset=utf-8", body), 400);
		requireProblem(postFile("text/csv;charset=us-ascii", body), 400);
		requireProblem(postFile("text/csv;charset=nonsense", body), 415);
	}

	@Test
	void fileMaySayItsEncoding() {
		byte[] body = (HEADER + "latin,A,Gr\u00fc\u00df,2,2026-01-05,1.50,4711,Norway\n")
			.getBytes(StandardCharsets.ISO_8859_1);
		assertThat(postFile("text/csv;charset=iso-8859-1", body).status()).isEqualTo(202);
		assertThat(this.door.get("/orders/latin").json().at("/lines/0/description").stringValue())
			.isEqualTo("Gr\u00fc\u00df");
	}

	@Test
	void bodyThatIsTooLargeIsRefusedWhetherItsSizeIsAnnouncedOrNot() {
		byte[] body = (HEADER + "x".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8);
		requireProblem(this.door.postCsv("/orders/import", body), 413);
		requireProblem(this.door.send("POST", "/orders/import", "text/csv",
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))), 413);
		byte[] order = ("{\"invoiceNo\":\"" + "x".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8);
		requireProblem(this.door.send("POST", "/orders", "application/json", BodyPublishers.ofByteArray(order)), 413);
		requireProblem(this.door.send("POST", "/orders", "application/json",
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(order))), 413);
	}

	private Answer postFile(String type, byte[] body) {
		return this.door.send("POST", "/orders/import", type, BodyPublishers.ofByteArray(body));
	}

}
