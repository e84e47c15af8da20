package dev.durable.sample.enrolments;

import java.util.List;
import java.util.Random;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.effects.Effects;

/**
 * Asks the examiner, who is another system and simulated here.
 * <p>
 * It is an activity of its own, without a transaction: asking again repeats no entry in
 * the school's books.
 */
@Activity
public class ExaminerActivities {

	private static final int EXAMS = 3;

	private static final int MARK_MIN = 50;

	private static final int MARK_MAX = 100;

	private final Effects effects;

	private final int failures;

	ExaminerActivities(Effects effects, SampleProperties properties) {
		this.effects = effects;
		this.failures = properties.enrolments().examinerFailures();
	}

	/**
	 * Ask for the marks of a student.
	 * @param enrolment the enrolment
	 * @return the marks, from 0 to 100
	 */
	@ActivityMethod(startToCloseTimeout = "30s",
			retry = @Retry(initialInterval = "200ms", maximumInterval = "1m", jitter = 0.2))
	public List<Integer> marks(Enrolment enrolment) {
		if (Durable.activity().attempt() <= this.failures) {
			throw new IllegalStateException("The examiner does not answer");
		}
		this.effects.record(enrolment.workflowId(), "ask-examiner");
		return new Random(enrolment.studentId().hashCode()).ints(EXAMS, MARK_MIN, MARK_MAX + 1).boxed().toList();
	}

}
