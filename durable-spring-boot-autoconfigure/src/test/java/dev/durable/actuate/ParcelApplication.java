package dev.durable.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * An application with workflows to look at, on a store in memory.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ ParcelApplication.Parcels.class, ParcelApplication.Broken.class, ParcelApplication.Refused.class,
		ParcelApplication.Counter.class })
class ParcelApplication {

	static final String SECRET = "4111-1111-1111";

	@Bean
	Store store() {
		return new InMemoryStore(Clock.systemUTC());
	}

	/**
	 * Start the application without databases and without security.
	 */
	static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return start(type, without("org.springframework.boot.security."), properties);
	}

	static ConfigurableApplicationContext startSecured(String... properties) {
		return start(WebApplicationType.SERVLET, Stream.empty(), properties);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, Stream<String> more,
			String... properties) {
		String excluded = Stream
			.of(without("org.springframework.boot.jdbc."), without("org.springframework.boot.hibernate."),
					without("org.springframework.boot.flyway."), more)
			.flatMap((names) -> names)
			.collect(Collectors.joining(","));
		return new SpringApplicationBuilder(ParcelApplication.class).web(type)
			.properties("spring.autoconfigure.exclude=" + excluded, "spring.main.banner-mode=off", "server.port=0",
					"durable.poller.interval=100ms")
			.properties(properties)
			.run();
	}

	private static Stream<String> without(String prefix) {
		ImportCandidates all = ImportCandidates.load(AutoConfiguration.class, ParcelApplication.class.getClassLoader());
		return StreamSupport.stream(all.spliterator(), false).filter((name) -> name.startsWith(prefix));
	}

	@Workflow
	static class Parcels {

		private final Counter counter;

		private String state = "NEW";

		private boolean approved;

		private int weight = 1;

		Parcels(Counter counter) {
			this.counter = counter;
		}

		@WorkflowMethod(id = "#id")
		public String send(String id, String card) {
			Durable.attribute("country", "EIRE");
			Durable.attribute("express", true);
			Durable.memo("card", card);
			this.counter.charge(card);
			Durable.async(() -> this.counter.stamp());
			Durable.async(() -> Durable.sleep(Duration.ofHours(1)));
			this.state = "WAITING";
			Durable.await(() -> this.approved);
			return "sent " + this.weight;
		}

		@SignalMethod
		public void approve(String note) {
			this.approved = true;
		}

		@QueryMethod
		public String state() {
			return this.state;
		}

		@UpdateMethod
		public int weigh(int next) {
			if (next > 100) {
				Durable.sleep(Duration.ofHours(2));
			}
			this.weight = next;
			return next;
		}

		@UpdateValidator("weigh")
		void positive(int next) {
			if (next < 1) {
				throw new IllegalArgumentException("A parcel weighs something");
			}
		}

	}

	@Workflow
	static class Broken {

		@WorkflowMethod(id = "#id")
		public String run(String id) {
			throw new NullPointerException("a bug");
		}

	}

	@Workflow
	static class Refused {

		@WorkflowMethod(id = "#id")
		public String run(String id) {
			throw new ApplicationFailure("NotToday", "come back tomorrow");
		}

	}

	@Activity
	static class Counter {

		@ActivityMethod
		public String charge(String card) {
			return "charged " + card;
		}

		@ActivityMethod(retry = @Retry(initialInterval = "1h"))
		public String stamp() {
			throw new IllegalStateException("no stamps left");
		}

	}

}
