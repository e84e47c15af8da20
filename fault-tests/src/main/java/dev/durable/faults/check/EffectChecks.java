package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.durable.faults.check.World.Effect;
import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Run;
import dev.durable.faults.check.World.Stay;
import dev.durable.faults.check.World.Witnessed;
import org.jspecify.annotations.Nullable;

/**
 * What transactional activities have written: P8, and P6 for nodes that were expired.
 */
final class EffectChecks {

	private static final Set<String> TRANSACTIONAL = Set.of("Bookings.book", "Errands.book");

	/** A node joins a little before it is seen. */
	private static final Duration UNSEEN = Duration.ofSeconds(1);

	/** The time of a close is that of a node, which knows the database's roughly. */
	private static final Duration CLOCK = Duration.ofSeconds(1);

	private final World world;

	private final Findings findings;

	private final Map<String, Effect> effects = new HashMap<>();

	EffectChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		for (Effect effect : this.world.effects) {
			Effect other = this.effects.put(effect.call(), effect);
			this.findings.require(other == null, "P8",
					"activity %s (%s) has had its effect twice, by attempt %s and attempt %s", effect.call(),
					effect.label(), (other != null) ? other.attempt() : 0, effect.attempt());
		}
		Set<String> completed = new HashSet<>();
		Set<String> givenUp = new HashSet<>();
		this.world.histories.forEach((runId, history) -> effectsOf(runId, history, completed, givenUp));
		Map<String, List<Witnessed>> begins = this.world.begins();
		Map<String, Instant> closings = closings();
		for (Effect effect : this.world.effects) {
			this.findings.require(completed.contains(effect.call()) || givenUp.contains(effect.call()), "P8",
					"activity %s (%s) has had an effect, and has not completed", effect.call(), effect.label());
			this.findings.require(
					begins.getOrDefault(effect.call(), List.of())
						.stream()
						.anyMatch((seen) -> seen.attempt() == effect.attempt() && seen.node().equals(effect.node())),
					"P8", "attempt %s of activity %s has had an effect, and nobody saw it begin", effect.attempt(),
					effect.call());
			aliveWhenWritten(effect);
			openWhenWritten(effect, closings.get(effect.runId()));
		}
	}

	private Map<String, Instant> closings() {
		Map<String, Instant> closings = new HashMap<>();
		for (Run run : this.world.runs) {
			if (run.closedAt() != null) {
				closings.put(run.runId(), run.closedAt());
			}
		}
		return closings;
	}

	private void openWhenWritten(Effect effect, @Nullable Instant closed) {
		this.findings.require(closed == null || !effect.at().isAfter(closed.plus(CLOCK)), "P8",
				"activity %s (%s) has had its effect at %s, and its run has closed at %s", effect.call(),
				effect.label(), effect.at(), closed);
	}

	private void effectsOf(String runId, List<Event> history, Set<String> completed, Set<String> givenUp) {
		Map<Long, String> names = new HashMap<>();
		for (Event event : history) {
			String call = runId + "/" + event.ref();
			switch (event.kind()) {
				case "ActivityScheduled" -> names.put(event.seq(), event.text());
				case "ActivityCancelRequested" -> givenUp.add(call);
				case "ActivityCompleted" -> {
					completed.add(call);
					this.findings.require(
							!TRANSACTIONAL.contains(names.getOrDefault(event.ref(), ""))
									|| this.effects.containsKey(call),
							"P8", "activity %s has completed, and its effect is missing", call);
				}
				default -> {
				}
			}
		}
	}

	/**
	 * A process that others have expired is nobody until it has joined again.
	 */
	private void aliveWhenWritten(Effect effect) {
		for (Stay stay : this.world.stays) {
			Optional<Instant> gone = stay.end();
			if (stay.node().equals(effect.node()) && gone.isPresent() && effect.at().isAfter(gone.get())) {
				boolean back = this.world.stays.stream()
					.anyMatch((other) -> other.node().equals(effect.node()) && other.id() > stay.id()
							&& !effect.at().isBefore(other.from().minus(UNSEEN)));
				this.findings.require(back, "P6", "node %s of %s was expired at %s, and has written an effect at %s",
						stay.id(), stay.node(), gone.get(), effect.at());
			}
		}
	}

}
