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
	 * When and how often a failed attempt is repeated.
	 * @return the retry policy
	 */
	Retry retry() default @Retry;

}
