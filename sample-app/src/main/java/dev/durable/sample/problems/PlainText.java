package dev.durable.sample.problems;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Text that every database and every log can hold: not too long, no control characters,
 * and whole surrogate pairs.
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = PlainText.Validator.class)
public @interface PlainText {

	/**
	 * The largest number of characters.
	 * @return the number
	 */
	int max();

	/**
	 * What is said about any other text.
	 * @return the message
	 */
	String message() default "must have at most {max} characters, no control characters and whole surrogate pairs";

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

	/**
	 * Looks at each character.
	 */
	final class Validator implements ConstraintValidator<PlainText, String> {

		private int max;

		@Override
		public void initialize(PlainText constraint) {
			this.max = constraint.max();
		}

		@Override
		public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
			return value == null || (value.length() <= this.max && value.codePoints().noneMatch(Validator::isNoText));
		}

		private static boolean isNoText(int character) {
			return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
		}

	}

}
