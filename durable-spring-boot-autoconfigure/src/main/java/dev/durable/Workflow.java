package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Marks a class, or an interface that it implements, as a workflow.
 * <p>
 * The class is a Spring bean by ordinary component scan, with nothing else to register.
 * Each run gets an instance of its own, so plain fields are the state of the run. The
 * code must do the same again when it is replayed: time, random numbers and waiting come
 * from {@link Durable}, side effects belong into an {@link Activity @Activity} bean.
 * <p>
 * Component scan does not find a class by an annotation on its interface. If the
 * interface carries {@code @Workflow}, declare the class as a bean in another way.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface Workflow {

	/**
	 * The name of the workflow type, as histories, listings and metrics show it. Renaming
	 * the class needs no change of stored data if the name is set here. It is not the
	 * name of the bean.
	 * @return the name of the type, or an empty string for the simple name of the
	 * annotated type
	 */
	String name() default "";

	/**
	 * The queue whose nodes run the workflow, unless who starts it says otherwise.
	 * @return the name of the queue
	 */
	String queue() default "default";

}
