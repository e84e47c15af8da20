package dev.durable.semantics;

import java.time.Clock;

import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Profile;

/**
 * The application that has the workflows of all cases: each is a nested class of its test
 * class and found by component scan.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan
class SemanticsApplication {

	@Bean
	@Profile("in-memory")
	Store inMemoryStore() {
		return new InMemoryStore(Clock.systemUTC());
	}

	/**
	 * Watches the commits, so that the node can be restarted after each.
	 */
	@Bean
	static BeanPostProcessor commitWatch() {
		return new BeanPostProcessor() {
			@Override
			public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof Store store) ? CommitWatch.around(store) : bean;
			}
		};
	}

}
