package dev.durable.sample.trips;

import java.net.URI;
import java.util.List;

import dev.durable.sample.effects.Effect;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.problems.Identifier;
import dev.durable.sample.runs.Runs;
import jakarta.validation.Valid;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes trips, and tells what became of them.
 */
@RestController
@RequestMapping("/trips")
class TripController {

	private final Runs runs;

	private final Effects effects;

	TripController(Runs runs, Effects effects) {
		this.runs = runs;
		this.effects = effects;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Void> book(@Valid @RequestBody Trip trip) {
		this.runs.startOnce(TripWorkflow.class, (workflow) -> workflow.book(trip), TripWorkflow::trip, trip::equals);
		return ResponseEntity.accepted().location(URI.create("/trips/" + trip.tripId())).build();
	}

	@GetMapping("/{tripId}")
	TripView trip(@PathVariable @Identifier String tripId) {
		return this.runs.ask(TripWorkflow.class, "trip-" + tripId, TripWorkflow::view);
	}

	@GetMapping("/{tripId}/effects")
	List<Effect> effects(@PathVariable @Identifier String tripId) {
		return this.effects.of(trip(tripId).workflowId());
	}

}
