package dev.durable.sample.datasets;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.sample.effects.Effect;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.problems.Identifier;
import dev.durable.sample.runs.Runs;
import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes data sets, steers them, and tells how far they have come.
 */
@RestController
@RequestMapping("/datasets")
class DataSetController {

	private final Runs runs;

	private final Effects effects;

	DataSetController(Runs runs, Effects effects) {
		this.runs = runs;
		this.effects = effects;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Void> process(@Valid @RequestBody NewDataSet body) {
		DataSet dataSet = body.toDataSet();
		this.runs.startOnce(DataSetWorkflow.class, (workflow) -> workflow.process(dataSet, 0), DataSetWorkflow::dataSet,
				dataSet::equals);
		return ResponseEntity.accepted().location(URI.create("/datasets/" + dataSet.datasetId())).build();
	}

	@GetMapping("/{datasetId}")
	Progress progress(@PathVariable @Identifier String datasetId) {
		return this.runs.ask(DataSetWorkflow.class, workflowId(datasetId), DataSetWorkflow::progress);
	}

	@PostMapping("/{datasetId}/pause")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void pause(@PathVariable @Identifier String datasetId) {
		signal(datasetId, DataSetWorkflow::pause);
	}

	@PostMapping("/{datasetId}/resume")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void resume(@PathVariable @Identifier String datasetId) {
		signal(datasetId, DataSetWorkflow::resume);
	}

	@PostMapping("/{datasetId}/cancel")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void cancel(@PathVariable @Identifier String datasetId) {
		signal(datasetId, DataSetWorkflow::cancel);
	}

	@GetMapping("/{datasetId}/effects")
	List<Effect> effects(@PathVariable @Identifier String datasetId) {
		progress(datasetId);
		return this.effects.of(workflowId(datasetId));
	}

	private void signal(String datasetId, Consumer<DataSetWorkflow> signal) {
		this.runs.signal(DataSetWorkflow.class, workflowId(datasetId), signal);
	}

	private static String workflowId(String datasetId) {
		return "dataset-" + datasetId;
	}

}
