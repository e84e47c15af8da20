package dev.durable.actuate;

import java.time.Duration;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that values of users come into no line of the log, however much is logged: they
 * go through arguments, results, signals, updates, queries, memo and history, over the
 * web too.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogTests {

	@Test
	void logHasNoValues(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = ParcelApplication.start(WebApplicationType.SERVLET,
				"logging.level.dev.durable=trace", "management.endpoints.web.exposure.include=*",
				"management.endpoint.workflows.access=unrestricted",
				"management.endpoint.workflows.show-values=always")) {
			HttpProbe http = new HttpProbe(
					context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			WorkflowHandle<String> run = context.getBean(WorkflowClient.class)
				.start(ParcelApplication.Parcels.class, (parcels) -> parcels.send("p-1", ParcelApplication.SECRET));
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> "WAITING".equals(run.query("state", String.class)));
			String args = "\"args\":\"[\\\"" + ParcelApplication.SECRET + "\\\"]\"}";
			http.post("/actuator/workflows/p-1", "{\"operation\":\"update\",\"name\":\"weigh\"," + args);
			http.post("/actuator/workflows/p-1", "{\"operation\":\"query\",\"name\":\"state\"," + args);
			http.post("/actuator/workflows/p-1", "{\"operation\":\"signal\",\"name\":\"nobody\"," + args);
			assertThat(http.get("/actuator/workflows/p-1/history").body()).contains(ParcelApplication.SECRET);
			http.post("/actuator/workflows/p-1", "{\"operation\":\"signal\",\"name\":\"approve\"," + args);
			assertThat(run.result(Duration.ofSeconds(30))).isEqualTo("sent 1");
		}
		assertThat(output).contains("'signal' of workflow 'p-1'").doesNotContain(ParcelApplication.SECRET);
	}

}
