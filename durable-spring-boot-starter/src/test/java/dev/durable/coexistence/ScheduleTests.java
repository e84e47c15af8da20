package dev.durable.coexistence;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that schedule and run tasks: on the threads of Boot or their
 * own, never on those of the starter.
 */
class ScheduleTests {

	@Test
	void threadsOfBootAreUsed() throws Exception {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Tasks.class)) {
			Application.requireThatWorkflowsRun(context);
			assertThat(context.getBean(Clock.class).thread()).startsWith("scheduling-");
			assertThat(context.getBean(Work.class).thread().get(20, TimeUnit.SECONDS)).startsWith("task-");
			assertThat(context.getBeanNamesForType(TaskScheduler.class)).containsExactly("taskScheduler");
			assertThat(context.getBeanNamesForType(TaskExecutor.class)).contains("applicationTaskExecutor");
		}
	}

	@Test
	void threadsOfTheApplicationAreUsed() throws Exception {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(OwnThreads.class)) {
			Application.requireThatWorkflowsRun(context);
			assertThat(context.getBean(Clock.class).thread()).startsWith("shop-clock-");
			assertThat(context.getBean(Work.class).thread().get(20, TimeUnit.SECONDS)).startsWith("shop-work-");
		}
	}

	static class Clock {

		private final Set<String> threads = ConcurrentHashMap.newKeySet();

		private final CountDownLatch ticked = new CountDownLatch(1);

		@Scheduled(fixedDelay = 50)
		void tick() {
			this.threads.add(Thread.currentThread().getName());
			this.ticked.countDown();
		}

		String thread() throws InterruptedException {
			assertThat(this.ticked.await(20, TimeUnit.SECONDS)).isTrue();
			return this.threads.iterator().next();
		}

	}

	static class Work {

		@Async
		public CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@EnableAsync
	@Import({ Greetings.class, Clock.class, Work.class })
	static class Tasks {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Tasks.class)
	static class OwnThreads {

		@Bean
		ThreadPoolTaskScheduler shopScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setThreadNamePrefix("shop-clock-");
			return scheduler;
		}

		@Bean
		ThreadPoolTaskExecutor taskExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("shop-work-");
			return executor;
		}

	}

}
