package dev.durable.coexistence;

import dev.durable.client.WorkflowClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what is left when {@code durable.enabled} is {@code false}: ordinary beans.
 */
@ExtendWith(OutputCaptureExtension.class)
class DisabledTests {

	private static final String DISABLED = "durable.enabled=false";

	@Test
	void beansAreOrdinaryAndNoTableIsMade() {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, DISABLED)) {
			assertThat(context.getBeanNamesForType(WorkflowClient.class)).isEmpty();
			assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("durable"));
			assertThat(context.getBean(Greeter.class).getClass()).isEqualTo(Greeter.class);
			GreetingWorkflow workflow = context.getBean(GreetingWorkflow.class);
			assertThat(workflow.getClass()).isEqualTo(GreetingWorkflow.class);
			assertThat(workflow.greet("ann")).isEqualTo("Hello ann");
			assertThat(Application.tables(context)).isEmpty();
		}
	}

	@Test
	void durableCallsInAnOrdinaryBeanSayWhy() {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, DISABLED)) {
			GreetingWorkflow workflow = context.getBean(GreetingWorkflow.class);
			assertThatIllegalStateException().isThrownBy(() -> workflow.greet("patient"))
				.withMessageContaining("Durable.await works only inside a workflow's own threads")
				.withMessageContaining("durable.enabled=false");
		}
	}

	@Test
	void beanThatNeedsTheClientSaysWhyItIsNotThere(CapturedOutput output) {
		assertThatException().isThrownBy(() -> Application.startWithoutJpa(Starting.class, DISABLED).close());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("There is no WorkflowClient, as durable.enabled is false")
			.contains("ObjectProvider<WorkflowClient>");
	}

	static class Desk {

		Desk(WorkflowClient client) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Greetings.class, Desk.class })
	static class Starting {

	}

}
