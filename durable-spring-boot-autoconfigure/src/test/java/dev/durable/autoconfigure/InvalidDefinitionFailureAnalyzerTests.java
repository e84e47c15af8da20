package dev.durable.autoconfigure;

import dev.durable.Activity;
import dev.durable.Workflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what an application says when it does not start because of its workflows.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidDefinitionFailureAnalyzerTests {

	@Test
	void allProblemsAreTold() {
		Throwable failure = catchThrowable(InvalidDefinitionFailureAnalyzerTests::start);
		FailureAnalysis analysis = new InvalidDefinitionFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains(Empty.class.getName() + " has no @WorkflowMethod.")
			.contains(Sealed.class.getName() + " is final");
		assertThat(analysis.getAction())
			.contains(Empty.class.getName() + ": Annotate exactly one method with @WorkflowMethod.")
			.contains("a class that is not final");
	}

	@Test
	void analyzerIsRegistered(CapturedOutput output) {
		assertThat(catchThrowable(InvalidDefinitionFailureAnalyzerTests::start)).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Workflows or activities of this application cannot be made durable:")
			.contains("Empty has no @WorkflowMethod.");
	}

	private static void start() {
		SpringApplication application = new SpringApplicationBuilder(Broken.class).web(WebApplicationType.NONE)
			.properties("spring.datasource.url=jdbc:h2:mem:broken;DB_CLOSE_DELAY=-1")
			.build();
		application.run().close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, DurableJpaAutoConfiguration.class,
			DurableAutoConfiguration.class })
	static class Broken {

		@Bean
		Empty empty() {
			return new Empty();
		}

		@Bean
		Sealed sealed() {
			return new Sealed();
		}

	}

	@Workflow
	static class Empty {

	}

	@Activity
	static final class Sealed {

		public void act() {
		}

	}

}
