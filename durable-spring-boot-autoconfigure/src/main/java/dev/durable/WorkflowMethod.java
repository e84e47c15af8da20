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

}
