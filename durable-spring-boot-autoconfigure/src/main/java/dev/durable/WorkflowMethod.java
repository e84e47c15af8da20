package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one method with which a run of a {@link Workflow @Workflow} begins and ends.
 * <p>
 * A normal return completes the run with the method's result. An exception that leaves
 * the method fails the run, except the kinds that are bugs: those leave it open and
 * stuck, so that a fixed deployment heals it.
 * <p>
 * Durations are written in Spring's styles, for example {@code "10s"} or {@code "PT10S"},
 * and placeholders such as {@code ${order.timeout}} are resolved. One that does not parse
 * keeps the application from starting.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WorkflowMethod {

	/**
	 * A SpEL expression over the arguments that gives the workflow id, for example
	 * {@code "#order.id"}. It is evaluated when the run is started, unless the caller
	 * sets an id. At most one run with an id is open at a time.
	 * @return the expression, or an empty string for a time-ordered UUID
	 */
	String id() default "";

	/**
	 * The longest time from the start to the end of the workflow, all runs of its chain
	 * included. When it has passed, the code gets {@link CancelledFailure} and a short
	 * time to clean up; then the run is closed as timed out.
	 * @return the duration, or an empty string for no limit
	 */
	String executionTimeout() default "";

	/**
	 * The longest time that one run may take. When it has passed, the code gets
	 * {@link CancelledFailure} and a short time to clean up; then the run is closed as
	 * timed out, and the retry policy decides.
	 * @return the duration, or an empty string for no limit
	 */
	String runTimeout() default "";

	/**
	 * When and how often a failed run is followed by another one with the same id and
	 * arguments. Bugs do not fail a run and are none of its business.
	 * @return the retry policy; unless it is set, a run is not repeated
	 */
	Retry retry() default @Retry(maximumAttempts = 1);

}
