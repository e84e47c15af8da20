package dev.durable.faults.chaos;

import java.util.function.UnaryOperator;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.ActivityInterceptor;
import dev.durable.faults.chaos.Failpoint.Side;
import dev.durable.store.Store;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Puts failpoints around the store, the activities and the connections of an application
 * that imports it. What is set as {@code faults.failpoints} is armed from the beginning.
 * No annotation marks it as a configuration: a scan of this package must not find it.
 */
public class FailpointConfiguration {

	@Bean
	static Failpoints failpoints(Environment environment) {
		Failpoints failpoints = new Failpoints();
		failpoints.arm(environment.getProperty("faults.failpoints", ""));
		return failpoints;
	}

	@Bean
	static Chaos chaos(Failpoints failpoints) {
		return new Chaos(failpoints);
	}

	@Bean
	static BeanPostProcessor failpointStorePostProcessor(ObjectProvider<Failpoints> failpoints) {
		return new Replacing(
				(bean) -> (bean instanceof Store store) ? FailpointStore.around(store, failpoints.getObject()) : bean);
	}

	/*
	 * Below the pool, so that the engine, which copies the settings of the pool, gets it
	 * as well.
	 */
	@Bean
	static BeanPostProcessor chaosDataSourcePostProcessor(ObjectProvider<Chaos> chaos) {
		return new Replacing((bean) -> {
			if (bean instanceof HikariDataSource pool) {
				pool.setDataSource(new ChaosDataSource(pool.getJdbcUrl(), chaos.getObject()));
			}
			return bean;
		});
	}

	@Bean
	ActivityInterceptor failpointActivities(Failpoints failpoints) {
		return (call) -> {
			failpoints.reach("activity", Side.BEFORE);
			Object result = call.proceed();
			failpoints.reach("activity", Side.AFTER);
			return result;
		};
	}

	/**
	 * Replaces beans by others that stand around them.
	 *
	 * @param replacement what stands in for a bean
	 */
	private record Replacing(UnaryOperator<Object> replacement) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return this.replacement.apply(bean);
		}

	}

}
