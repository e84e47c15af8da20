package dev.durable.faults.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.durable.client.WorkflowClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends parcels. In a JVM of its own it takes up what was left, arms its failpoint, sends
 * two parcels, and ends in good order if nothing has ended it before.
 */
@EnableAutoConfiguration
@Import({ FailpointConfiguration.class, ParcelWorkflow.class, LabelWorkflow.class, ParcelActivities.class,
		CarrierActivities.class })
class ParcelApplication {

	static final String DONE = "all parcels are sent";

	@Bean
	Parcels parcels(WorkflowClient client, DataSource dataSource, TransactionTemplate transactions) {
		new JdbcTemplate(dataSource)
			.execute("create table if not exists effect (parcel varchar(99), what varchar(99))");
		return new Parcels(client, transactions);
	}

	/**
	 * Start a node.
	 * @param properties its settings, beside those that all nodes have
	 * @return the context of the node
	 */
	static ConfigurableApplicationContext start(String... properties) {
		String[] all = Stream
			.concat(Stream.of("durable.poller.interval=50ms", "durable.lease.duration=2s",
					"durable.lease.renew-interval=500ms", "durable.queues=default,carriers",
					"spring.main.banner-mode=off", "spring.flyway.enabled=false"), Arrays.stream(properties))
			.toArray(String[]::new);
		return new SpringApplicationBuilder(ParcelApplication.class).web(WebApplicationType.NONE).properties(all).run();
	}

	/**
	 * Be a node.
	 * @param arguments settings; {@code left} names the parcels that were left by the
	 * process before, {@code parcels} those to send, {@code later} the failpoints to arm
	 * when what was left is done, {@code endless} begins the names of parcels that are
	 * sent until the process is killed, and {@code acknowledged} names parcels that were
	 * sent
	 */
	public static void main(String... arguments) throws Exception {
		try (ConfigurableApplicationContext context = start(arguments)) {
			Parcels parcels = context.getBean(Parcels.class);
			parcels.sendAll(names(context, "left"));
			Failpoints failpoints = context.getBean(Failpoints.class);
			if (context.getEnvironment().containsProperty("later")) {
				failpoints.clear();
				failpoints.arm(context.getEnvironment().getRequiredProperty("later"));
			}
			parcels.sendAll(names(context, "parcels"));
			if (context.getEnvironment().containsProperty("endless")) {
				parcels.sendForEver(context.getEnvironment().getRequiredProperty("endless"));
			}
			for (String name : names(context, "acknowledged")) {
				parcels.approve(name);
				parcels.result(name);
			}
			System.out.println(DONE);
			failpoints.met().keySet().forEach((place) -> System.out.println("MET " + place));
		}
	}

	private static List<String> names(ConfigurableApplicationContext context, String property) {
		return Arrays.stream(context.getEnvironment().getProperty(property, "").split(","))
			.filter((name) -> !name.isBlank())
			.toList();
	}

}
