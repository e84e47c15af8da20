package dev.durable.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that the advice of Spring applies to activities, through proxies of classes and
 * of interfaces alike, and that each call is one step of the history whatever the advice
 * makes of it.
 */
@Timeout(120)
class ProxyAdviceTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, JacksonAutoConfiguration.class,
				DurableJpaAutoConfiguration.class, DurableAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true", "durable.poller.interval=50ms",
				"durable.activity.defaults.retry.maximum-attempts=4");

	@ValueSource(booleans = { false, true })
	@ParameterizedTest(name = "proxies of classes {0}")
	@SuppressWarnings("unchecked")
	void adviceAppliesToActivities(boolean classes) {
		this.runner.withUserConfiguration(classes ? ClassProxies.class : InterfaceProxies.class, Pricing.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Prices<String> prices = context.getBean(Prices.class);
				assertThat(AopUtils.isCglibProxy(prices)).isEqualTo(classes);
				context.getBean(JdbcTemplate.class).execute("create table written (attempt int)");
				Report report = context.getBean(WorkflowClient.class)
					.start(Pricing.class, (pricing) -> pricing.run("tea"))
					.result();
				assertThat(report.retried()).isEqualTo("tea retried, call 3 of attempt 1");
				assertThat(report.cached()).containsExactly("tea cached 1", "tea cached 1");
				assertThat(report.written()).isEqualTo("true of attempt 3");
				assertThat(
						context.getBean(JdbcTemplate.class).queryForList("select attempt from written", Integer.class))
					.containsExactly(3);
				assertThat(report.refused()).isEqualTo(ConstraintViolationException.class.getName());
				assertThat(report.slow()).isEqualTo("tea in attempt 1 on a thread of its own: true");
				assertThat(report.failing()).isEqualTo("failed asynchronously");
				assertThat(report.options()).isEqualTo("tea in attempt 1 on a thread of its own: true");
				assertThat(report.nothing()).isTrue();
			});
	}

	@ValueSource(booleans = { false, true })
	@ParameterizedTest(name = "proxies of classes {0}")
	@SuppressWarnings("unchecked")
	void adviceAppliesToPlainCallsAsEver(boolean classes) {
		this.runner.withUserConfiguration(classes ? ClassProxies.class : InterfaceProxies.class, Pricing.class)
			.run((context) -> {
				Prices<String> prices = context.getBean(Prices.class);
				assertThat(prices.cached("a")).isEqualTo(prices.cached("a"));
				assertThat(catchThrowable(() -> prices.slow("b").get()))
					.hasMessageContaining("Durable.activity works only");
			});
	}

	/**
	 * What a run has found.
	 */
	record Report(String retried, List<String> cached, String written, String refused, String slow, String failing,
			String options, boolean nothing) {
	}

	interface Prices<T> {

		/**
		 * Annotated here too: Spring looks at the method that is called, and no further.
		 */
		@Retryable(maxRetries = 5, delay = 1)
		T retried(T item);

		T cached(T item);

		T written(T item);

		String checked(@NotBlank String item);

		CompletableFuture<T> slow(T item);

		CompletableFuture<T> failing(T item) throws IOException;

		Future<Void> nothing();

	}

	@Activity
	@Validated
	static class PriceActivities implements Prices<String> {

		private final JdbcTemplate jdbc;

		private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

		PriceActivities(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		private int count(String what) {
			return this.calls.computeIfAbsent(what, (key) -> new AtomicInteger()).incrementAndGet();
		}

		@Override
		@Retryable(maxRetries = 5, delay = 1)
		public String retried(String item) {
			int call = count("retried");
			if (call < 3) {
				throw new IllegalStateException("call " + call);
			}
			return item + " retried, call " + call + " of attempt " + Durable.activity().attempt();
		}

		@Override
		@Cacheable("prices")
		public String cached(String item) {
			return item + " cached " + count("cached");
		}

		@Override
		@Transactional
		@ActivityMethod(retry = @Retry(initialInterval = "1ms"))
		public String written(String item) {
			int attempt = Durable.activity().attempt();
			this.jdbc.update("insert into written (attempt) values (?)", attempt);
			if (attempt < 3) {
				throw new IllegalStateException("attempt " + attempt);
			}
			return TransactionSynchronizationManager.isActualTransactionActive() + " of attempt " + attempt;
		}

		@Override
		@ActivityMethod(retry = @Retry(maximumAttempts = 1))
		public String checked(String item) {
			return item;
		}

		@Async
		@Override
		public CompletableFuture<String> slow(String item) {
			boolean own = Thread.currentThread().getName().startsWith("asynchronous-");
			int attempt = Durable.activity().attempt();
			return CompletableFuture
				.supplyAsync(() -> item + " in attempt " + attempt + " on a thread of its own: " + own);
		}

		@Async
		@Override
		@ActivityMethod(retry = @Retry(initialInterval = "1ms", maximumAttempts = 2))
		public CompletableFuture<String> failing(String item) throws IOException {
			if (count("failing") == 1) {
				throw new IOException("thrown");
			}
			return CompletableFuture.failedFuture(new CompletionException(new IOException("failed asynchronously")));
		}

		@Async
		@Override
		public Future<Void> nothing() {
			return CompletableFuture.completedFuture(null);
		}

	}

	@Workflow
	static class Pricing {

		private final Prices<String> prices;

		Pricing(Prices<String> prices) {
			this.prices = prices;
		}

		@WorkflowMethod
		public Report run(String item) throws Exception {
			List<String> cached = List.of(this.prices.cached(item), this.prices.cached(item));
			Prices<String> patient = Durable.with(this.prices, (options) -> options.maximumAttempts(7));
			return new Report(this.prices.retried(item), cached, this.prices.written(item), refused(),
					this.prices.slow(item).thenApply((slow) -> slow).get(), failing(item), patient.slow(item).join(),
					this.prices.nothing().isDone());
		}

		private String refused() {
			try {
				return this.prices.checked(" ");
			}
			catch (ActivityFailure ex) {
				return ((ApplicationFailure) ex.getCause()).type();
			}
		}

		private String failing(String item) throws Exception {
			try {
				return this.prices.failing(item).get();
			}
			catch (IOException ex) {
				return ex.getMessage();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		PriceActivities prices(DataSource dataSource) {
			return new PriceActivities(new JdbcTemplate(dataSource));
		}

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		org.springframework.core.task.SimpleAsyncTaskExecutor taskExecutor() {
			return new org.springframework.core.task.SimpleAsyncTaskExecutor("asynchronous-");
		}

	}

	@EnableAsync(proxyTargetClass = true)
	@EnableCaching(proxyTargetClass = true)
	@EnableResilientMethods(proxyTargetClass = true)
	@EnableTransactionManagement(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	static class ClassProxies extends Beans {

		@Bean
		static MethodValidationPostProcessor validation() {
			MethodValidationPostProcessor validation = new MethodValidationPostProcessor();
			validation.setProxyTargetClass(true);
			return validation;
		}

	}

	@EnableAsync
	@EnableCaching
	@EnableResilientMethods
	@EnableTransactionManagement
	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxies extends Beans {

		@Bean
		static MethodValidationPostProcessor validation() {
			return new MethodValidationPostProcessor();
		}

	}

}
