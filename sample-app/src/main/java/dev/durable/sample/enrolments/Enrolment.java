package dev.durable.sample.enrolments;

import dev.durable.sample.problems.Identifier;
import dev.durable.sample.problems.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * Who wants to take which course.
 *
 * @param enrolmentId the id of the enrolment
 * @param studentId the student
 * @param courseId the course
 */
public record Enrolment(@NotNull(message = "is missing") @Identifier String enrolmentId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String studentId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String courseId) {

	/**
	 * The id of the workflow that accompanies the student.
	 * @return the workflow id
	 */
	public String workflowId() {
		return "enrolment-" + this.enrolmentId;
	}

}
