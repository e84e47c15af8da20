package dev.durable.sample.enrolments;

import java.net.URI;
import java.util.List;

import dev.durable.sample.effects.Effect;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.problems.Identifier;
import dev.durable.sample.problems.RefusedException;
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
 * Takes enrolments and the school's decisions, and tells what became of them.
 */
@RestController
@RequestMapping("/enrolments")
class EnrolmentController {

	private final Runs runs;

	private final Effects effects;

	EnrolmentController(Runs runs, Effects effects) {
		this.runs = runs;
		this.effects = effects;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Void> enrol(@Valid @RequestBody Enrolment enrolment) {
		this.runs.startOnce(EnrolmentWorkflow.class, (workflow) -> workflow.accompany(enrolment),
				EnrolmentWorkflow::view, (known) -> known.enrolment().equals(enrolment));
		return ResponseEntity.accepted().location(URI.create("/enrolments/" + enrolment.enrolmentId())).build();
	}

	@GetMapping("/{enrolmentId}")
	EnrolmentView enrolment(@PathVariable @Identifier String enrolmentId) {
		return this.runs.ask(EnrolmentWorkflow.class, "enrolment-" + enrolmentId, EnrolmentWorkflow::view);
	}

	@PostMapping(path = "/{enrolmentId}/approval", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	void decide(@PathVariable @Identifier String enrolmentId, @Valid @RequestBody Admission approval) {
		EnrolmentView enrolment = enrolment(enrolmentId);
		if (!enrolment.takes(approval)) {
			throw RefusedException.conflict("Enrolment '" + enrolmentId + "' does not wait for this approval");
		}
		this.runs.signal(EnrolmentWorkflow.class, enrolment.workflowId(), (workflow) -> workflow.decide(approval));
	}

	@GetMapping("/{enrolmentId}/effects")
	List<Effect> effects(@PathVariable @Identifier String enrolmentId) {
		return this.effects.of(enrolment(enrolmentId).workflowId());
	}

}
