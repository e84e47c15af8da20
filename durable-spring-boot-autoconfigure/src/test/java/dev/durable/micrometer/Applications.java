package dev.durable.micrometer;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application of these tests, and its node anew.
 */
final class Applications {

	private Applications() {
	}

	static String freshDatabase() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	static ConfigurableApplicationContext start(String url, Map<String, Object> properties, Class<?>... more) {
		Map<String, Object> all = new HashMap<>(Map.of("spring.datasource.url", url, "durable.poller.interval", "20ms",
				"durable.metrics.sample-interval", "100ms", "spring.main.banner-mode", "off"));
		all.putAll(properties);
		String[] arguments = all.entrySet()
			.stream()
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new);
		return new SpringApplicationBuilder(TelemetryApplication.class).sources(more)
			.web(WebApplicationType.NONE)
			.run(arguments);
	}

	static void restartNode(ConfigurableApplicationContext context) {
		SmartLifecycle node = (SmartLifecycle) context.getBean("durableNodeLifecycle");
		CountDownLatch stopped = new CountDownLatch(1);
		node.stop(stopped::countDown);
		try {
			assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		node.start();
	}

}
