package dev.durable.autoconfigure;

import dev.durable.Activity;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with one activity, which does not start because of a setting.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, DurableJpaAutoConfiguration.class,
		DurableAutoConfiguration.class })
class DurableMetadataApplication {

	@Bean
	Any any() {
		return new Any();
	}

	@Activity
	static class Any {

		public void thing() {
		}

	}

}
