package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link Workflow @Workflow} as the handler of an update: it changes
 * the run and answers the one who has asked.
 * <p>
 * An accepted update is handled exactly once, while the run is open. The handler may
 * change fields and may block on durable calls. A business exception that leaves it
 * reaches the caller, and the run goes on. What an
 * {@link UpdateValidator @UpdateValidator} rejects leaves no trace.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface UpdateMethod {

	/**
	 * The name under which the update is asked for and recorded.
	 * @return the name, or an empty string for the name of the method
	 */
	String name() default "";

}
