package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code void} method of a {@link Workflow @Workflow} as the handler of a signal.
 * <p>
 * An accepted signal is handled exactly once, in the order of acceptance, while the run
 * is open. The handler may change fields and may block on durable calls. A business
 * exception that leaves it fails the run, as if the workflow method had thrown it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SignalMethod {

	/**
	 * The name under which the signal is sent and recorded.
	 * @return the name, or an empty string for the name of the method
	 */
	String name() default "";

}
