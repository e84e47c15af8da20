package dev.durable.semantics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.node.ExportedHistory;
import dev.durable.node.HistoryReplay;

import org.springframework.context.ApplicationContext;

/**
 * Writes histories as golden files.
 */
final class GoldenHistories {

	private GoldenHistories() {
	}

	static void write(Path directory, ApplicationContext context, String idPrefix) throws IOException {
		Files.createDirectories(directory);
		HistoryReplay replay = context.getBean("durableHistoryReplay", HistoryReplay.class);
		WorkflowQuery query = WorkflowQuery.where().idPrefix(idPrefix);
		for (WorkflowDescription run : context.getBean(WorkflowClient.class).list(query)) {
			if (!run.status().isClosed()) {
				continue;
			}
			ExportedHistory history = replay.export(UUID.fromString(run.runId()));
			String name = "%s-%s-%d.json".formatted(run.workflowId(), run.status(), history.events().size());
			Files.writeString(directory.resolve(name), new JacksonHistoryFormat().write(history) + "\n");
		}
	}

}
