package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Marks a class, or an interface that it implements, as a bean of activities: the place
 * for side effects.
 * <p>
 * The bean is an ordinary singleton. Every public method is an activity. Called from
 * inside a workflow it is durable: its call and its result are recorded, a failed attempt
 * is retried, and on replay the recorded result is returned. Called from ordinary code it
 * is a plain method call.
 * <p>
 * The result of an activity is recorded exactly once, but its code runs at least once: an
 * attempt may be repeated after a crash. {@link ActivityContext#idempotencyKey()} lets
 * other systems recognise the repetition.
 * <p>
 * Component scan does not find a class by an annotation on its interface. If the
 * interface carries {@code @Activity}, declare the class as a bean in another way.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface Activity {

	/**
	 * The first part of the names of the bean's activities, as in {@code Name.method}. It
	 * is not the name of the bean.
	 * @return the name, or an empty string for the simple name of the annotated type
	 */
	String name() default "";

	/**
	 * The queue whose nodes run the activities of the bean: those that name it in
	 * {@code durable.queues} and have the bean. An attempt waits in its queue for as long
	 * as none of them takes it, or until its schedule-to-start timeout. Such an attempt
	 * is written to the database before it begins and once more when it ends, which the
	 * attempts on the node of the workflow need not be. Placeholders such as
	 * {@code ${payments.queue}} are resolved.
	 * @return the name of the queue, or an empty string for the node that runs the
	 * workflow
	 */
	String queue() default "";

}
