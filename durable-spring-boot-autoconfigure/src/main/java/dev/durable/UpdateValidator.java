package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code void} method of a {@link Workflow @Workflow} that decides whether an
 * update is accepted. It has the parameters of the update method.
 * <p>
 * It rejects by an exception, which reaches the caller; then nothing is recorded. It may
 * only read: every call that would be recorded ends with {@link ReadOnlyViolation}. For
 * an accepted update it never runs again, not on replay either.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface UpdateValidator {

	/**
	 * The update that is checked.
	 * @return the name of the update, see {@link UpdateMethod#name()}
	 */
	String value();

}
