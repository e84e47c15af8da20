package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A retry policy: when and how often a failed attempt is repeated.
 * <p>
 * The pause after attempt <i>n</i> is the initial interval times the coefficient to the
 * power of <i>n</i> - 1, at most the maximum interval. Without any setting that is 1 s, 2
 * s, 4 s up to 100 s, without end.
 * {@link ApplicationFailure#nextRetryDelay(java.time.Duration)} overrides a single pause.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Retry {

	/**
	 * The pause after the first attempt.
	 * @return the duration, in one of Spring's styles
	 */
	String initialInterval() default "1s";

	/**
	 * The factor by which each pause is longer than the one before.
	 * @return the factor, at least 1
	 */
	double backoffCoefficient() default 2.0;

	/**
	 * The longest pause.
	 * @return the duration, in one of Spring's styles
	 */
	String maximumInterval() default "100s";

	/**
	 * The largest number of attempts, the first one included. With 1 the activity runs at
	 * most once: if its node dies meanwhile, the workflow gets
	 * {@link ActivityOutcomeUnknown}.
	 * @return the number of attempts, or 0 for no limit
	 */
	int maximumAttempts() default 0;

	/**
	 * Exceptions that no further attempt can help. Their subclasses match too.
	 * @return the types of the exceptions
	 */
	Class<? extends Throwable>[] nonRetryable() default {};

	/**
	 * The part of each pause that is drawn at random, to spread load: with 0.2 a pause of
	 * 10 s lasts between 8 s and 12 s.
	 * @return the part, from 0 to 1
	 */
	double jitter() default 0.0;

}
