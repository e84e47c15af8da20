package dev.durable.sample.effects;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.durable.ActivityContext;
import dev.durable.Durable;
import dev.durable.sample.SampleProperties;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Witnesses what the activities do.
 */
@Component
public class Effects {

	private final EffectRepository repository;

	private final Duration delay;

	Effects(EffectRepository repository, SampleProperties properties) {
		this.repository = repository;
		this.delay = properties.activity().delay();
	}

	/**
	 * Record an effect of the activity that runs on this thread: in its transaction, or
	 * in one of its own if it has none. Takes {@code sample.activity.delay}.
	 * @param subject what is worked on, by its workflow id
	 * @param activity what is done
	 */
	@Transactional
	public void record(String subject, String activity) {
		ActivityContext attempt = Durable.activity();
		pause();
		Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
		this.repository
			.save(new EffectEntity(subject, new Effect(activity, attempt.attempt(), attempt.idempotencyKey(), now)));
	}

	/**
	 * All effects on a subject.
	 * @param subject what was worked on, by its workflow id
	 * @return the effects, in the order in which they were recorded
	 */
	@Transactional(readOnly = true)
	public List<Effect> of(String subject) {
		return this.repository.findBySubjectOrderById(subject).stream().map(EffectEntity::toEffect).toList();
	}

	private void pause() {
		if (this.delay.isZero()) {
			return;
		}
		try {
			Thread.sleep(this.delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the activity took its time", ex);
		}
	}

}
