package dev.durable.sample.effects;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * The row of an effect.
 */
@Entity
@Table(name = "effects")
class EffectEntity {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private String subject;

	private String activity;

	private int attempt;

	private String idempotencyKey;

	private Instant at;

	@SuppressWarnings("NullAway.Init")
	protected EffectEntity() {
	}

	EffectEntity(String subject, Effect effect) {
		this.subject = subject;
		this.activity = effect.activity();
		this.attempt = effect.attempt();
		this.idempotencyKey = effect.idempotencyKey();
		this.at = effect.at();
	}

	Effect toEffect() {
		return new Effect(this.activity, this.attempt, this.idempotencyKey, this.at);
	}

}
