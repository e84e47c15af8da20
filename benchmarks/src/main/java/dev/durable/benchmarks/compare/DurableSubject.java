package dev.durable.benchmarks.compare;

import dev.durable.benchmarks.FourStepWorkflow;
import dev.durable.benchmarks.OneStepWorkflow;
import dev.durable.benchmarks.Order;
import dev.durable.benchmarks.StepActivities;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * This project, as an application gets it: nothing is set but the database.
 */
final class DurableSubject implements Subject {

	private final ConfigurableApplicationContext context;

	private final WorkflowClient client;

	DurableSubject(String url) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.datasource.url=" + url, "spring.main.banner-mode=off", "logging.level.root=WARN")
			.run();
		this.client = this.context.getBean(WorkflowClient.class);
	}

	@Override
	public String description() {
		return "this version, default settings, without a transaction of the caller";
	}

	@Override
	public void oneStep(String id, Order order) {
		this.client.start(OneStepWorkflow.class, (workflow) -> workflow.run(order), (options) -> options.id(id))
			.result();
	}

	@Override
	public void fourSteps(String id, Order order) {
		this.client.start(FourStepWorkflow.class, (workflow) -> workflow.run(order), (options) -> options.id(id))
			.result();
	}

	@Override
	public Result sleeper(String id) {
		WorkflowHandle<String> run = this.client.start(SleepWorkflow.class, (workflow) -> workflow.run(id),
				(options) -> options.id(id));
		return run::result;
	}

	@Override
	public Result listener(String id) {
		WorkflowHandle<String> run = this.client.start(ListenWorkflow.class, ListenWorkflow::run,
				(options) -> options.id(id));
		return run::result;
	}

	@Override
	public void signal(String id) {
		this.client.stub(ListenWorkflow.class, id).hear("go");
	}

	@Override
	public void close() {
		this.context.close();
	}

	@EnableAutoConfiguration
	@Import({ OneStepWorkflow.class, FourStepWorkflow.class, StepActivities.class, SleepWorkflow.class,
			ListenWorkflow.class })
	static class Application {

	}

}
