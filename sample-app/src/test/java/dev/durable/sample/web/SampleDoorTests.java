package dev.durable.sample.web;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.sample.HttpDoor;
import dev.durable.sample.HttpDoor.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.sample.ExpectedProblem.requireMistake;
import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for bad input at the doors of loans, trips, data sets and enrolments. Each is
 * answered by a problem without internals, and the next good request works.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:samples")
class SampleDoorTests {

	private static final AtomicInteger GOOD = new AtomicInteger();

	private static final List<String> DOORS = List.of("/loans", "/trips", "/datasets", "/enrolments");

	private static final String LOAN = "{\"applicationId\":\"bad\",\"amount\":100.50}";

	private static final String TRIP = """
			{"tripId":"bad","userId":"ann","flightId":"LH 1","hotelId":"Ritz","carId":"Fiat"}""";

	private static final String DATA_SET = "{\"datasetId\":\"bad\",\"batches\":100}";

	private static final String ENROLMENT = """
			{"enrolmentId":"bad","studentId":"ann","courseId":"Latin"}""";

	private final HttpDoor door;

	SampleDoorTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@AfterEach
	void nextGoodRequestWorks() {
		String id = "door-" + GOOD.incrementAndGet();
		assertThat(this.door.postJson("/loans", LOAN.replace("bad", id)).status()).isEqualTo(202);
		assertThat(this.door.get("/loans/" + id).status()).isEqualTo(200);
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource
	void mistakeIsRefusedAndFieldIsNamed(String door, String field, String body) {
		requireMistake(this.door.postJson(door, body), field);
		requireProblem(this.door.get(door + "/bad"), 404);
	}

	static Stream<Arguments> mistakeIsRefusedAndFieldIsNamed() {
		return Stream.of(ids("/loans", "applicationId", LOAN), ids("/trips", "tripId", TRIP),
				ids("/datasets", "datasetId", DATA_SET), ids("/enrolments", "enrolmentId", ENROLMENT),
				texts("/trips", TRIP, "userId", "ann"), texts("/trips", TRIP, "flightId", "LH 1"),
				texts("/trips", TRIP, "hotelId", "Ritz"), texts("/trips", TRIP, "carId", "Fiat"),
				texts("/enrolments", ENROLMENT, "studentId", "ann"),
				texts("/enrolments", ENROLMENT, "courseId", "Latin"),
				values("/loans", "amount", LOAN, "100.50", "null", "0", "-1", "0.001", "10000000.01", "1e400",
						"1e1000000000", "1e-1000000000", "\"100\"", "\"much\"", "true", "{}", "[100]", "9".repeat(900)),
				values("/datasets", "batches", DATA_SET, "100", "0", "-1", "1000001", "99999999999", "1e400", "2.5",
						"\"100\"", "true", "{}", "[]"))
			.flatMap((stream) -> stream);
	}

	private static Stream<Arguments> ids(String door, String field, String body) {
		return Stream.concat(Stream.of(arguments(door, field, body.replace("\"" + field + "\":\"bad\",", ""))),
				values(door, field, body, "\"bad\"", "null", "\"\"", "\" \"", "\"a/b\"", "\"../etc\"", "\"-bad\"",
						"\"bad\\u0000\"", "\"b\\nad\"", "\"\\ud800\"", "\"b\u00e4d\"", "\"" + "9".repeat(41) + "\"",
						"7", "true", "{}", "[\"bad\"]"));
	}

	private static Stream<Arguments> texts(String door, String body, String field, String value) {
		return values(door, field, body, "\"" + value + "\"", "null", "\"\"", "\"  \"", "\"a\\u001bb\"", "\"a\\u0000\"",
				"\"\\udc00\\ud800\"", "\"" + "x".repeat(41) + "\"", "7", "false", "[]", "{\"a\":1}");
	}

	private static Stream<Arguments> values(String door, String field, String body, String good, String... bad) {
		return Stream.of(bad).map((value) -> arguments(door, field, body.replace(good, value)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "approved | {}", "approved | {\"reason\":\"known\"}", "approved | {\"approved\":null}",
					"approved | {\"approved\":\"true\"}", "approved | {\"approved\":1}", "approved | {\"approved\":[]}",
					"reason | {\"approved\":true,\"reason\":7}", "reason | {\"approved\":true,\"reason\":{}}",
					"reason | {\"approved\":true,\"reason\":\"a\\u0007\"}",
					"reason | {\"approved\":true,\"reason\":\"\\ud800\"}" })
	void approvalWithMistakeIsRefusedAndFieldIsNamed(String field, String body) {
		requireMistake(this.door.postJson("/loans/unknown/approval", body), field);
		requireMistake(this.door.postJson("/enrolments/unknown/approval", body), field);
	}

	@Test
	void approvalWithLongReasonIsRefused() {
		String approval = "{\"approved\":true,\"reason\":\"" + "x".repeat(201) + "\"}";
		requireMistake(this.door.postJson("/loans/unknown/approval", approval), "reason");
		requireMistake(this.door.postJson("/enrolments/unknown/approval", approval), "reason");
	}

	@Test
	void contradictingApprovalIsRefusedAndTheSameIsFine() {
		String enrolment = "door-contradiction";
		assertThat(this.door.postJson("/enrolments", ENROLMENT.replace("bad", enrolment)).status()).isEqualTo(202);
		String approval = "/enrolments/" + enrolment + "/approval";
		assertThat(this.door.postJson(approval, "{\"approved\":true}").status()).isEqualTo(202);
		assertThat(this.door.postJson(approval, "{\"approved\":true}").status()).isEqualTo(202);
		requireProblem(this.door.postJson(approval, "{\"approved\":false}"), 409);
	}

	@Test
	void sameRequestFromManyAtOnceIsAcceptedFromEachAndCarriedOutOnce() {
		String trip = TRIP.replace("bad", "door-many");
		List<CompletableFuture<Answer>> answers = IntStream.range(0, 20)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> this.door.postJson("/trips", trip)))
			.toList();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().status()).isEqualTo(202));
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.door.get("/trips/door-many").json().path("status").stringValue())
				.isEqualTo("BOOKED"));
		assertThat(this.door.get("/trips/door-many/effects").json()).hasSize(4);
	}

	@ParameterizedTest
	@FieldSource("DOORS")
	void brokenJsonIsRefused(String door) {
		for (String body : List.of("", " ", "{", "nonsense", "[]", "7", "null", "\"text\"", "{} {}", "{\"a\":}",
				"{'a':1}", "{\"a\":NaN}", "{\"a\":\"\u0001\"}", "{\"a\":".repeat(20_000), "[".repeat(20_000))) {
			requireProblem(this.door.postJson(door, body), 400);
		}
		byte[] latin = "{\"a\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
		requireProblem(this.door.send("POST", door, "application/json", BodyPublishers.ofByteArray(latin)), 400);
	}

	@Test
	void numberOfManyDigitsIsRefused() {
		String digits = "9".repeat(100_000);
		requireProblem(this.door.postJson("/loans", LOAN.replace("100.50", digits)), 400);
		requireProblem(this.door.postJson("/datasets", DATA_SET.replace("100", digits)), 400);
	}

	@ParameterizedTest
	@FieldSource("DOORS")
	void wrongOrMissingMediaTypeIsRefused(String door) {
		for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded", "text/csv",
				"multipart/form-data; boundary=x", "nonsense", "*/*")) {
			requireProblem(this.door.send("POST", door, type, BodyPublishers.ofString(LOAN)), 415);
		}
		requireProblem(this.door.send("POST", door, null, BodyPublishers.ofString(LOAN)), 415);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/loans/unknown/approval", "/enrolments/unknown/approval" })
	void approvalInWrongMediaTypeIsRefused(String address) {
		requireProblem(this.door.send("POST", address, "text/plain", BodyPublishers.ofString("{\"approved\":true}")),
				415);
	}

	@ParameterizedTest
	@FieldSource("DOORS")
	void unknownIdsAreNotFoundAndMalformedOnesRefused(String door) {
		requireProblem(this.door.get(door + "/unknown"), 404);
		requireProblem(this.door.get(door + "/unknown/effects"), 404);
		for (String id : List.of("%20", "a%20b", "%C3%A4", "a%0Ab", "-1", "9".repeat(41))) {
			Answer answer = this.door.get(door + "/" + id);
			assertThat(requireProblem(answer, 400).at("/errors/0/field").stringValue()).endsWith("Id");
			requireProblem(this.door.get(door + "/" + id + "/effects"), 400);
		}
	}

	@ParameterizedTest
	@CsvSource({ "/loans/unknown/approval, /loans/a%20b/approval",
			"/enrolments/unknown/approval, /enrolments/a%20b/approval",
			"/datasets/unknown/pause, /datasets/a%20b/pause", "/datasets/unknown/resume, /datasets/a%20b/resume",
			"/datasets/unknown/cancel, /datasets/a%20b/cancel" })
	void signalsToUnknownIdsAreNotFoundAndToMalformedOnesRefused(String unknown, String malformed) {
		requireProblem(this.door.postJson(unknown, "{\"approved\":true}"), 404);
		requireProblem(this.door.postJson(malformed, "{\"approved\":true}"), 400);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /loans", "PUT, /loans", "DELETE, /loans/bad", "GET, /loans/bad/approval", "GET, /trips",
			"PATCH, /trips/bad", "GET, /datasets", "GET, /datasets/bad/pause", "PUT, /datasets/bad/cancel",
			"GET, /enrolments", "DELETE, /enrolments/bad/approval" })
	void wrongMethodIsRefused(String method, String path) {
		requireProblem(this.door.send(method, path, "application/json", BodyPublishers.noBody()), 405);
	}

}
