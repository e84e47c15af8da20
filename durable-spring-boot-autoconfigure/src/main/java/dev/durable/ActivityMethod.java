package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Settings of one activity. Optional: every public method of an
 * {@link Activity @Activity} bean is an activity without it.
 * <p>
 * Durations are written in Spring's styles, for example {@code "10s"} or {@code "PT10S"},
 * and placeholders such as {@code ${charge.timeout}} are resolved. One that does not
 * parse keeps the application from starting.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ActivityMethod {

	/**
	 * The full name of the activity, as it is recorded. Overloaded methods need distinct
	 * names.
	 * @return the name, or an empty string for the bean's activity name and the method's
	 * name with a dot between them
	 */
	String name() default "";

	/**
	 * The longest time that one attempt may take. An attempt that takes longer is
	 * abandoned and interrupted, its late result is refused, and the retry policy
	 * decides.
	 * @return the duration
	 */
	String startToCloseTimeout() default "10m";

	/**
	 * The longest time from the call to the final outcome, all attempts and the pauses
	 * between them included.
	 * @return the duration, or an empty string for no limit
	 */
	String scheduleToCloseTimeout() default "";

	/**
	 * The longest time that the call may wait for the start of an attempt. When it has
	 * passed, the activity fails and is not retried.
	 * @return the duration, or an empty string for no limit
	 */
	String scheduleToStartTimeout() default "";

	/**
	 * The longest time between two {@linkplain ActivityContext#heartbeat heartbeats} of
	 * an attempt, or from its start to the first one. An attempt that stays silent longer
	 * is abandoned and interrupted, and the retry policy decides.
	 * @return the duration, or an empty string for no limit
	 */
	String heartbeatTimeout() default "";

	/**
	 * How many attempts of the activity may begin in a second, on all nodes together. Up
	 * to a second's worth may begin at once after a pause. Further attempts wait in the
	 * queue of the activity, or of its workflow if it has none, and begin as the rate
	 * allows.
	 * @return the number of attempts, also a part of one as in {@code 0.5}, or 0 for no
	 * limit
	 */
	double rateLimit() default 0;

	/**
	 * How many attempts of the activity may run at the same time, on all nodes together.
	 * Further attempts wait in the queue of the activity, or of its workflow if it has
	 * none. An attempt that is left to be completed later no longer counts.
	 * @return the number of attempts, or 0 for no limit
	 */
	int maxConcurrent() default 0;

	/**
	 * When and how often a failed attempt is repeated.
	 * @return the retry policy
	 */
	Retry retry() default @Retry;

}
