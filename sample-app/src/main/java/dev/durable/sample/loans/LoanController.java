package dev.durable.sample.loans;

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
 * Takes applications for loans and decisions about them, and tells what became of them.
 */
@RestController
@RequestMapping("/loans")
class LoanController {

	private final Runs runs;

	private final Effects effects;

	LoanController(Runs runs, Effects effects) {
		this.runs = runs;
		this.effects = effects;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Void> apply(@Valid @RequestBody LoanApplication body) {
		LoanApplication application = body.inCents();
		this.runs.startOnce(LoanWorkflow.class, (loan) -> loan.process(application), LoanWorkflow::view,
				(known) -> known.application().equals(application));
		return ResponseEntity.accepted().location(URI.create("/loans/" + application.applicationId())).build();
	}

	@GetMapping("/{applicationId}")
	LoanView loan(@PathVariable @Identifier String applicationId) {
		return this.runs.ask(LoanWorkflow.class, "loan-" + applicationId, LoanWorkflow::view);
	}

	@PostMapping(path = "/{applicationId}/approval", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	void decide(@PathVariable @Identifier String applicationId, @Valid @RequestBody LoanApproval approval) {
		LoanView loan = loan(applicationId);
		if (!loan.takes(approval)) {
			throw RefusedException.conflict("Loan '" + applicationId + "' does not wait for this approval");
		}
		this.runs.signal(LoanWorkflow.class, loan.workflowId(), (workflow) -> workflow.decide(approval));
	}

	@GetMapping("/{applicationId}/effects")
	List<Effect> effects(@PathVariable @Identifier String applicationId) {
		return this.effects.of(loan(applicationId).workflowId());
	}

}
