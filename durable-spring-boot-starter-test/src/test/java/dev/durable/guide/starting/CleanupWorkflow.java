package dev.durable.guide.starting;

import java.util.List;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.slf4j.Logger;

@Workflow
public class CleanupWorkflow {

	private static final Logger logger = Durable.logger(CleanupWorkflow.class);

	@WorkflowMethod(id = "'cleanup'")
	public void clean(List<String> tables) {
		tables.forEach((table) -> logger.info("Cleaning {}", table));
	}

}
