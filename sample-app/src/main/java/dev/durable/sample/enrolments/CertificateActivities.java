package dev.durable.sample.enrolments;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.sample.effects.Effects;

import org.springframework.transaction.annotation.Transactional;

/**
 * Makes certificates and hands them over.
 */
@Activity
@Transactional
public class CertificateActivities {

	private final Effects effects;

	CertificateActivities(Effects effects) {
		this.effects = effects;
	}

	/**
	 * Issue a certificate.
	 * @param enrolment the enrolment
	 * @param grade the grade that it shows
	 * @return its number
	 */
	public String issue(Enrolment enrolment, int grade) {
		this.effects.record(enrolment.workflowId(), "issue-certificate");
		byte[] key = Durable.activity().idempotencyKey().getBytes(StandardCharsets.UTF_8);
		return UUID.nameUUIDFromBytes(key).toString();
	}

	/**
	 * Deliver a certificate.
	 * @param enrolment the enrolment
	 * @param certificate its number
	 */
	public void deliver(Enrolment enrolment, String certificate) {
		this.effects.record(enrolment.workflowId(), "deliver-certificate");
	}

}
