package dev.durable.guide.determinism;

import java.time.Instant;
import java.util.List;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.slf4j.Logger;

// tag::determinism[]
@Workflow
public class RaffleWorkflow {

	// silent on replay
	private static final Logger logger = Durable.logger(RaffleWorkflow.class);

	private final RaffleSettings settings;

	RaffleWorkflow(RaffleSettings settings) {
		this.settings = settings;
	}

	@WorkflowMethod
	public String draw(List<String> customers) {
		Instant drawnAt = Durable.now(); // not Instant.now()
		int winner = Durable.random().nextInt(customers.size()); // not Math.random()
		String ticket = Durable.randomUuid().toString(); // not UUID.randomUUID()
		// read once, recorded
		Integer prize = Durable.sideEffect(Integer.class, this.settings::prize);
		logger.info("{} won {} at {}", customers.get(winner), prize, drawnAt);
		return ticket + ": " + customers.get(winner) + " wins " + prize;
	}

}
// end::determinism[]
