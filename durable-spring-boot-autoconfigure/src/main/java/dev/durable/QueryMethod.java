package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link Workflow @Workflow} that reads the state of a run and gives
 * a result.
 * <p>
 * A query is answered from the recorded history, for open and for closed runs, and leaves
 * no trace in it: what it does to fields is not kept. Every call that would be recorded,
 * such as an activity or a timer, ends with {@link ReadOnlyViolation};
 * {@link Durable#now()} and {@link Durable#info()} are allowed.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface QueryMethod {

	/**
	 * The name under which the query is asked.
	 * @return the name, or an empty string for the name of the method
	 */
	String name() default "";

}
