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

	/**
	 * A SpEL expression over the arguments that gives what runs have in common that must
	 * not all execute at the same time, for example {@code "#order.customerId"}. It is
	 * evaluated when the run is started, unless the caller sets a key. Of the runs of
	 * this type with one key at most {@link #concurrency()} execute at a time, on all
	 * nodes together; the others are open and wait, in the order in which they were
	 * started. A run keeps its place from its first step until its chain has closed:
	 * while it sleeps, is paused or stuck, is retried or continues as new, and if its
	 * node dies. A run for which the expression gives {@code null} has no limit.
	 * <p>
	 * All timeouts count from the start. A run that waits for a place is closed without
	 * running any code when it is cancelled.
	 * @return the expression, or an empty string for a limit that all runs of the type
	 * share, if {@link #concurrency()} is set
	 */
	String concurrencyKey() default "";

	/**
	 * How many runs of this type with the same {@link #concurrencyKey()} may execute at
	 * the same time. What holds for a run is what the code said when it was started.
	 * @return the number of runs, or 0 for 1 if there is a key, and for no limit if there
	 * is none
	 */
	int concurrency() default 0;

	/**
	 * Which attempts of activities come first, where more of them wait than can be made:
	 * those of a lower priority. Activities have the priority of their run, and a child
	 * has that of its parent unless it says something else.
	 * @return the priority, from 1 for the first to 5 for the last, or 0 for that of the
	 * parent, or else 3
	 */
	int priority() default 0;

	/**
	 * A SpEL expression over the arguments that gives for whom a run works, for example
	 * {@code "#order.tenant"}. It is evaluated when the run is started, unless the caller
	 * sets a key. Where attempts of one priority wait in a queue for the nodes that serve
	 * it, each key has its turn, however many attempts the others have put before it; all
	 * runs without a key are one of them. A child has the key of its parent unless it
	 * says something else.
	 * @return the expression, or an empty string for none
	 */
	String fairnessKey() default "";

}
