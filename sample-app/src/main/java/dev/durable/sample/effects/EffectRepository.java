package dev.durable.sample.effects;

import java.util.List;

import org.springframework.data.repository.Repository;

/**
 * The table of effects.
 */
interface EffectRepository extends Repository<EffectEntity, Long> {

	EffectEntity save(EffectEntity effect);

	List<EffectEntity> findBySubjectOrderById(String subject);

}
