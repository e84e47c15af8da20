package dev.durable.benchmarks.scale;

import java.lang.management.ManagementFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * An application with nothing in it.
 */
@EnableAutoConfiguration
public class EmptyApplication {

	/** What comes before the milliseconds from the start of the JVM. */
	static final String READY = "READY ";

	/**
	 * Start, and stop.
	 * @param arguments the address of the database
	 */
	public static void main(String[] arguments) {
		new SpringApplicationBuilder(EmptyApplication.class).web(WebApplicationType.NONE)
			.properties("spring.datasource.url=" + arguments[0], "spring.main.banner-mode=off",
					"logging.level.root=WARN")
			.run();
		System.out.println(READY + (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()));
		Runtime.getRuntime().halt(0);
	}

}
