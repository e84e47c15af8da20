package dev.durable.actuate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The endpoints on Spring MVC.
 */
class MvcEndpointTests extends AbstractEndpointTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = ParcelApplication.start(WebApplicationType.SERVLET, OPEN);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Override
	ConfigurableApplicationContext context() {
		return context;
	}

	@Override
	HttpProbe http() {
		return new HttpProbe(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

}
