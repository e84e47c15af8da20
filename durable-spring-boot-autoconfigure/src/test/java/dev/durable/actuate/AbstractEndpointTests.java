package dev.durable.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.actuate.HttpProbe.Answer;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.node.HistoryReplay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoints answer over the web, the same whatever serves them.
 */
abstract class AbstractEndpointTests extends AbstractEngineEndpointTests {

	private List<String> ids(String query) {
		Answer answer = get("/workflows?" + query);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return texts(answer.at("/workflows"), "id");
	}

	@Test
	void runsAreListedByCondition() {
		String prefix = "list-" + UUID.randomUUID();
		String first = parcel(prefix);
		String failed = refused(prefix);
		String stuck = broken(prefix);
		String all = "id=" + prefix;
		assertThat(ids(all)).containsExactly(stuck, failed, first);
		assertThat(ids(all + "&status=FAILED")).containsExactly(failed);
		assertThat(ids(all + "&status=running")).containsExactly(stuck, first);
		assertThat(ids(all + "&type=Parcels")).containsExactly(first);
		assertThat(ids(all + "&stuck=true")).containsExactly(stuck);
		assertThat(ids(all + "&attribute=country:EIRE")).containsExactly(first);
		assertThat(ids(all + "&attribute=country:EIRE&attribute=express:true")).containsExactly(first);
		assertThat(ids(all + "&attribute=country:EIRE&attribute=express:false")).isEmpty();
		assertThat(ids(all + "&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")).hasSize(3);
		assertThat(ids(all + "&to=2020-01-01T00:00:00Z")).isEmpty();
		assertThat(ids(all + "&from=2100-01-01T00:00:00Z")).isEmpty();
		JsonNode summary = get("/workflows?" + all + "&type=Broken").at("/workflows/0");
		assertThat(summary.get("stuck").asString()).isEqualTo("WORKFLOW_CODE_ERROR");
		assertThat(summary.get("status").asString()).isEqualTo("RUNNING");
	}

	@Test
	void beginningOfATimeSpanIsInItAndItsEndIsNot() {
		String prefix = "time-" + UUID.randomUUID();
		String id = refused(prefix);
		String startedAt = get("/workflows/" + id).text("/times/startedAt");
		assertThat(ids("id=" + prefix + "&from=" + startedAt)).containsExactly(id);
		assertThat(ids("id=" + prefix + "&to=" + startedAt)).isEmpty();
	}

	@Test
	void listHasPagesAndCounts() {
		String prefix = "page-" + UUID.randomUUID();
		List<String> started = new ArrayList<>();
		for (int count = 0; count < 5; count++) {
			started.add(0, refused(prefix));
		}
		Answer page = get("/workflows?limit=2&id=" + prefix);
		List<String> listed = new ArrayList<>(texts(page.at("/workflows"), "id"));
		assertThat(listed).hasSize(2);
		assertThat(page.at("/counts/FAILED").asInt()).isGreaterThanOrEqualTo(5);
		assertThat(page.at("/counts/TIMED_OUT").asInt()).isZero();
		while (page.json().hasNonNull("next")) {
			page = get("/workflows?limit=2&id=" + prefix + "&cursor=" + page.text("/next"));
			listed.addAll(texts(page.at("/workflows"), "id"));
		}
		assertThat(listed).isEqualTo(started);
	}

	@ParameterizedTest
	@CsvSource({ "status=SLEEPING,status", "limit=0,limit", "limit=201,limit", "limit=many,limit", "cursor=abc,cursor",
			"cursor=1-1-1-1-1,cursor", "attribute=country,attribute", "attribute=:EIRE,attribute",
			"attribute=country:,attribute", "attribute=country:%22x,attribute", "stuck=perhaps,stuck",
			"from=yesterday,from", "to=1,to", "id=%00,id", "type=%0a,type", "status=FAILED&status=RUNNING,status",
			"id=,id" })
	void badParameterIsRefusedByItsName(String query, String parameter) {
		assertProblem(get("/workflows?" + query), 400, parameter);
	}

	@Test
	void runIsDescribedWithAllThatItWaitsFor() {
		String id = parcel("describe-");
		client().handle(id, String.class).pause();
		eventually(() -> client().handle(id, String.class).describe().status() == WorkflowStatus.PAUSED);
		client().handle(id, String.class).signal("approve", "later");
		Answer answer = get("/workflows/" + id);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("/id")).isEqualTo(id);
		assertThat(answer.text("/type")).isEqualTo("Parcels");
		assertThat(answer.text("/queue")).isEqualTo("default");
		assertThat(answer.text("/status")).isEqualTo("PAUSED");
		assertThat(answer.at("/attempt").asInt()).isOne();
		assertThat(answer.text("/attributes/country")).isEqualTo("EIRE");
		assertThat(answer.text("/memo/card")).isEqualTo(ParcelApplication.SECRET);
		assertThat(answer.at("/pendingActivities")).hasSize(1);
		assertThat(answer.text("/pendingActivities/0/type")).isEqualTo("Counter.stamp");
		assertThat(answer.at("/pendingActivities/0/attempt").asInt()).isEqualTo(2);
		assertThat(answer.text("/pendingActivities/0/lastFailure")).contains("no stamps left");
		assertThat(answer.text("/pendingActivities/0/nextAttemptAt")).isNotBlank();
		assertThat(answer.at("/timers")).hasSize(1);
		assertThat(answer.text("/timers/0/due")).isNotBlank();
		assertThat(answer.at("/unread")).hasSize(1);
		assertThat(answer.text("/unread/0/kind")).isEqualTo("SIGNAL");
		assertThat(answer.text("/unread/0/name")).isEqualTo("approve");
		assertThat(answer.text("/chain/firstRunId")).isEqualTo(answer.text("/runId"));
		assertThat(answer.at("/historyLength").asInt()).isGreaterThan(5);
	}

	@Test
	void aLimitOnRunsAtOnceIsShown() {
		String key = "customer-" + UUID.randomUUID();
		List<String> ids = List.of("first-" + key, "second-" + key, "free-" + key);
		ids.forEach((id) -> client().start(ParcelApplication.Parcels.class,
				(parcels) -> parcels.send(id, ParcelApplication.SECRET), (options) -> {
					if (!id.startsWith("free")) {
						options.concurrencyKey(key).concurrency(1);
					}
				}));
		eventually(() -> client().handle(ids.get(0), String.class).query("state", String.class).equals("WAITING"));
		Answer in = get("/workflows/" + ids.get(0));
		assertThat(in.text("/concurrency/key")).isEqualTo(key);
		assertThat(in.at("/concurrency/limit").asInt()).isOne();
		assertThat(in.at("/concurrency/waiting").asBoolean()).isFalse();
		Answer waiting = get("/workflows/" + ids.get(1));
		assertThat(waiting.text("/concurrency/key")).isEqualTo(key);
		assertThat(waiting.at("/concurrency/waiting").asBoolean()).isTrue();
		assertThat(get("/workflows/" + ids.get(2)).at("/concurrency").isMissingNode()).isTrue();
		client().handle(ids.get(0), String.class).terminate("over");
		eventually(() -> !get("/workflows/" + ids.get(1)).at("/concurrency/waiting").asBoolean());
	}

	@Test
	void stuckRunSaysWhy() {
		Answer answer = get("/workflows/" + broken("stuck-"));
		assertThat(answer.text("/stuck/reason")).isEqualTo("WORKFLOW_CODE_ERROR");
		assertThat(answer.text("/stuck/message")).contains("DURABLE-2");
		assertThat(answer.at("/stuck/tries").asInt()).isPositive();
	}

	@Test
	void runIsFoundByItsRunIdToo() {
		String id = refused("run-");
		String runId = get("/workflows/" + id).text("/runId");
		assertThat(get("/workflows/" + runId).text("/id")).isEqualTo(id);
		assertThat(get("/workflows/" + id + "?run=" + runId).text("/id")).isEqualTo(id);
		assertProblem(get("/workflows/" + id + "?run=" + UUID.randomUUID()), 404, null);
		assertProblem(get("/workflows/" + id + "?run=1"), 400, "run");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/history", "/stack", "/history?format=export" })
	void unknownIdIsNotFound(String part) {
		assertProblem(get("/workflows/nobody" + part), 404, null);
	}

	@Test
	void idIsCheckedAtTheDoor() {
		assertProblem(get("/workflows/" + "x".repeat(201)), 400, "id");
		assertProblem(get("/workflows/a%07b"), 400, "id");
		assertProblem(post("x".repeat(201), "{\"operation\":\"pause\"}"), 400, "id");
		assertProblem(http().delete(prefix() + "/workflows/" + "x".repeat(201)), 400, "id");
	}

	@Test
	void unknownPartIsNotFound() {
		assertProblem(get("/workflows/" + refused("part-") + "/everything"), 404, null);
	}

	@Test
	void historyIsReadInPages() {
		String id = parcel("history-");
		List<Integer> positions = new ArrayList<>();
		List<String> kinds = new ArrayList<>();
		Answer page = get("/workflows/" + id + "/history?limit=3");
		while (true) {
			page.at("/events").forEach((event) -> {
				positions.add(event.get("seq").asInt());
				kinds.add(event.get("kind").asString());
			});
			if (!page.json().hasNonNull("next")) {
				break;
			}
			page = get("/workflows/" + id + "/history?limit=3&after=" + page.text("/next"));
		}
		assertThat(positions).hasSizeGreaterThan(5).isSorted().doesNotHaveDuplicates();
		assertThat(kinds).startsWith("WorkflowStarted", "AttributesUpserted", "AttributesUpserted", "MemoUpserted",
				"ActivityScheduled");
		JsonNode started = get("/workflows/" + id + "/history?limit=1").at("/events/0/fields");
		assertThat(started.at("/arguments/1").asString()).isEqualTo(ParcelApplication.SECRET);
		assertThat(started.has("seed")).isFalse();
		assertProblem(get("/workflows/" + id + "/history?limit=0"), 400, "limit");
		assertProblem(get("/workflows/" + id + "/history?limit=201"), 400, "limit");
		assertProblem(get("/workflows/" + id + "/history?after=-1"), 400, "after");
		assertProblem(get("/workflows/" + id + "/history?format=xml"), 400, "format");
	}

	@Test
	void exportedHistoryCanBeReplayed() {
		String id = parcel("export-");
		Answer answer = get("/workflows/" + id + "/history?format=export");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.type()).startsWith("application/json");
		assertThat(answer.text("/workflowId")).isEqualTo(id);
		context().getBean("durableHistoryReplay", HistoryReplay.class)
			.replay(new JacksonHistoryFormat().read(answer.body()));
	}

	@Test
	void stackShowsWhereEachBranchIsBlocked() {
		String id = parcel("stack-");
		Answer answer = get("/workflows/" + id + "/stack");
		assertThat(answer.text("/source")).isEqualTo("REPLAY");
		assertThat(answer.at("/branches")).hasSize(3);
		assertThat(answer.text("/branches/0/name")).isEqualTo(id + "/main-1");
		assertThat(answer.text("/branches/0/waitsFor")).isEqualTo("a condition");
		assertThat(texts(answer.at("/branches"), "waitsFor")).anyMatch((wait) -> wait.contains("'Counter.stamp'"))
			.anyMatch((wait) -> wait.startsWith("a timer until "));
		assertThat(answer.at("/branches/0/frames").toString()).contains("ParcelApplication$Parcels.send")
			.contains("Durable.await")
			.doesNotContain("dev.durable.engine")
			.doesNotContain("java.base");
	}

	@Test
	void stackOfARunWithoutRunningCodeSaysWhy() {
		assertThat(get("/workflows/" + refused("stack-") + "/stack").text("/problem")).contains("FAILED");
		Answer broken = get("/workflows/" + broken("stack-") + "/stack");
		assertThat(broken.text("/source")).isEqualTo("NONE");
		assertThat(broken.text("/problem")).contains("DURABLE-2");
	}

	@Test
	void runIsSteeredToItsEnd() {
		String id = parcel("steer-");
		assertThat(post(id, "{\"operation\":\"query\",\"name\":\"state\"}").text("/result")).isEqualTo("WAITING");
		Answer updated = post(id, "{\"operation\":\"update\",\"name\":\"weigh\",\"args\":[7]}");
		assertThat(updated.status()).as(updated.body()).isEqualTo(200);
		assertThat(updated.text("/outcome")).isEqualTo("DONE");
		assertThat(updated.at("/result").asInt()).isEqualTo(7);
		assertThat(post(id, "{\"operation\":\"pause\"}").text("/outcome")).isEqualTo("ACCEPTED");
		eventually(() -> get("/workflows/" + id).text("/status").equals("PAUSED"));
		assertThat(post(id, "{\"operation\":\"resume\"}").status()).isEqualTo(200);
		eventually(() -> get("/workflows/" + id).text("/status").equals("RUNNING"));
		Answer signalled = post(id, "{\"operation\":\"signal\",\"name\":\"approve\",\"args\":[\"fine\"]}");
		assertThat(signalled.text("/outcome")).isEqualTo("ACCEPTED");
		assertThat(client().handle(id, String.class).result()).isEqualTo("sent 7");
		assertProblem(post(id, "{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"[null]\"}"), 409, null);
		Answer deleted = http().delete(prefix() + "/workflows/" + id);
		assertThat(deleted.text("/outcome")).isEqualTo("DONE");
		assertProblem(get("/workflows/" + id), 404, null);
	}

	@Test
	void runIsCancelledOrTerminated() {
		String cancelled = parcel("cancel-");
		assertThat(post(cancelled, "{\"operation\":\"cancel\",\"reason\":\"no need\"}").status()).isEqualTo(200);
		eventually(() -> get("/workflows/" + cancelled).text("/status").equals("CANCELLED"));
		String terminated = parcel("terminate-");
		assertProblem(post(terminated, "{\"operation\":\"terminate\"}"), 400, "reason");
		assertThat(post(terminated, "{\"operation\":\"terminate\",\"reason\":\"enough\"}").status()).isEqualTo(200);
		eventually(() -> get("/workflows/" + terminated).text("/status").equals("TERMINATED"));
		assertThat(get("/workflows/" + terminated).text("/failure")).contains("enough");
		assertProblem(post(terminated, "{\"operation\":\"pause\"}"), 409, null);
	}

	@Test
	void failedRunIsRetriedAndOpenOneIsReset() {
		String failed = refused("retry-");
		Answer retried = post(failed, "{\"operation\":\"retry\"}");
		assertThat(retried.text("/outcome")).isEqualTo("DONE");
		assertThat(get("/workflows/" + failed + "?run=" + retried.text("/runId")).at("/chain/runs")).hasSize(2);
		String open = parcel("reset-");
		String before = get("/workflows/" + open).text("/runId");
		assertProblem(post(open, "{\"operation\":\"retry\"}"), 409, null);
		assertProblem(post(open, "{\"operation\":\"reset\"}"), 400, "toSeq");
		assertProblem(post(open, "{\"operation\":\"reset\",\"toSeq\":0}"), 400, "toSeq");
		assertProblem(post(open, "{\"operation\":\"reset\",\"toSeq\":100000}"), 400, "toSeq");
		Answer reset = post(open, "{\"operation\":\"reset\",\"toSeq\":1}");
		assertThat(reset.text("/runId")).isNotEqualTo(before);
		eventually(() -> get("/workflows/" + open).text("/runId").equals(reset.text("/runId")));
		assertProblem(http().delete(prefix() + "/workflows/" + open), 409, null);
	}

	@Test
	void updateThatTakesLongCanBeAskedForAgain() {
		String id = parcel("slow-");
		String body = "{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[101]\",\"timeout\":\"100ms\"%s}";
		Answer pending = post(id, body.formatted(""));
		assertThat(pending.status()).isEqualTo(202);
		assertThat(pending.text("/outcome")).isEqualTo("PENDING");
		Answer again = post(id, body.formatted(",\"requestId\":\"" + pending.text("/requestId") + "\""));
		assertThat(again.status()).isEqualTo(202);
		assertThat(get("/workflows/" + id + "/history?limit=200").at("/events").toString())
			.containsOnlyOnce("UpdateAccepted");
	}

	@Test
	void signalWithAnIdIsTakenOnce() {
		String id = parcel("once-");
		String body = "{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"[\\\"x\\\"]\",\"requestId\":\"s1\"}";
		post(id, "{\"operation\":\"pause\"}");
		eventually(() -> get("/workflows/" + id).text("/status").equals("PAUSED"));
		assertThat(post(id, body).text("/requestId")).isEqualTo("s1");
		assertThat(post(id, body).status()).isEqualTo(200);
		assertThat(get("/workflows/" + id).at("/unread")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{}|operation", "{\"operation\":\"explode\"}|operation", "{\"operation\":\"signal\"}|name",
					"{\"operation\":\"signal\",\"name\":\"nobody\"}|name",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"[1,2,3]\"}|args",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"fine\"}|args",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"[\"}|args",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"args\":\"[null]\",\"requestId\":\"\"}|requestId",
					"{\"operation\":\"signal\",\"name\":\"\\ud800\"}|name",
					"{\"operation\":\"update\",\"name\":\"nobody\"}|name",
					"{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[\\\"x\\\"]\"}|args",
					"{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[1]\",\"timeout\":\"soon\"}|timeout",
					"{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[1]\",\"timeout\":\"61s\"}|timeout",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"args\":{\"note\":1}}|args",
					"{\"operation\":\"signal\",\"name\":\"approve\",\"arg\":[null]}|arg", "nonsense|body", "[]|body",
					"{\"operation\":|body", "{\"operation\":\"pause\",\"operation\":\"resume\"}|body",
					"{\"operation\":\"pause\",\"run\":\"x\"}|run", "{\"operation\":\"reset\",\"toSeq\":\"x\"}|toSeq",
					"{\"operation\":\"cancel\",\"reason\":\"\\u0000\"}|reason" })
	void badFieldIsRefusedByItsName(String body, String field) {
		assertProblem(post(parcelForMistakes(), body), 400, field);
	}

	@Test
	void bodyThatIsMissingOrTooLargeIsRefused() {
		assertProblem(post(parcelForMistakes(), ""), 400, "operation");
		assertThat(post(parcelForMistakes(), "{\"operation\":\"" + "x".repeat(5_000_000) + "\"}").status())
			.isEqualTo(413);
	}

	@Test
	void argumentsMayBeATextWithAnArrayToo() {
		String id = parcel("text-");
		Answer updated = post(id, "{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[9]\"}");
		assertThat(updated.at("/result").asInt()).isEqualTo(9);
	}

	private String parcelForMistakes() {
		String id = "mistakes";
		if (client().list(WorkflowQuery.where().idPrefix(id)).isEmpty()) {
			client().start(ParcelApplication.Parcels.class, (parcels) -> parcels.send(id, "none"));
		}
		return id;
	}

	@Test
	void refusalOfTheCodeIsTold() {
		String id = parcel("refuse-");
		Answer rejected = post(id, "{\"operation\":\"update\",\"name\":\"weigh\",\"args\":\"[0]\"}");
		assertProblem(rejected, 422, null);
		assertThat(rejected.text("/detail")).contains("A parcel weighs something");
		assertProblem(post(id, "{\"operation\":\"query\",\"name\":\"nobody\"}"), 422, null);
		assertProblem(post("nobody", "{\"operation\":\"pause\"}"), 404, null);
	}

}
