package dev.durable.actuate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints on a port of their own, under another path.
 */
class ManagementPortEndpointTests extends AbstractEndpointTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = ParcelApplication.start(WebApplicationType.SERVLET, StringUtils.concatenateStringArrays(OPEN,
				new String[] { "management.server.port=0", "management.endpoints.web.base-path=/manage" }));
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
		return new HttpProbe(port("local.management.port"));
	}

	@Override
	String prefix() {
		return "/manage";
	}

	private static int port(String property) {
		return context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	@Test
	void portOfTheApplicationDoesNotHaveThem() {
		assertThat(new HttpProbe(port("local.server.port")).get("/manage/workflows").status()).isEqualTo(404);
	}

}
