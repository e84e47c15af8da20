package dev.durable.sample.problems;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;

/**
 * An id that clients choose: short, and safe in addresses, log lines and workflow ids.
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = {})
@ReportAsSingleViolation
@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
public @interface Identifier {

	/**
	 * What is said about any other text.
	 * @return the message
	 */
	String message() default "must have 1 to 40 letters, digits, '.', '_' or '-', and begin with a letter or digit";

	/**
	 * The groups that the constraint belongs to.
	 * @return the groups
	 */
	Class<?>[] groups() default {};

	/**
	 * What clients of the constraint may attach.
	 * @return the payload
	 */
	Class<? extends Payload>[] payload() default {};

}
