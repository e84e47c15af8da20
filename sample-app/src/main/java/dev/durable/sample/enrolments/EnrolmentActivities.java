package dev.durable.sample.enrolments;

import java.time.Duration;
import java.util.List;

import dev.durable.Activity;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.effects.Effects;

import org.springframework.transaction.annotation.Transactional;

/**
 * The school's own books. Each entry commits together with its record in the history.
 */
@Activity
@Transactional
public class EnrolmentActivities {

	private final Effects effects;

	private final Duration day;

	EnrolmentActivities(Effects effects, SampleProperties properties) {
		this.effects = effects;
		this.day = properties.enrolments().day();
	}

	/**
	 * Enter the student, and ask the school for its approval.
	 * @param enrolment the enrolment
	 * @return the length of a day: recorded, so that an enrolment keeps the one with
	 * which it began
	 */
	public Duration register(Enrolment enrolment) {
		this.effects.record(enrolment.workflowId(), "register");
		return this.day;
	}

	/**
	 * Enter that the student may take the course.
	 * @param enrolment the enrolment
	 */
	public void admit(Enrolment enrolment) {
		this.effects.record(enrolment.workflowId(), "admit");
	}

	/**
	 * Compute the grade and enter it.
	 * @param enrolment the enrolment
	 * @param marks what the examiner has given
	 * @return the grade: the average, rounded down
	 */
	public int grade(Enrolment enrolment, List<Integer> marks) {
		this.effects.record(enrolment.workflowId(), "grade");
		return marks.stream().mapToInt(Integer::intValue).sum() / marks.size();
	}

}
