package dev.durable.engine;

import java.lang.reflect.Type;
import java.util.List;

import dev.durable.history.ActivitySettings;

/**
 * An activity as its callers see it.
 *
 * @param name the name that is stored
 * @param resultType the declared type of the result
 * @param declared the exception classes that the method declares
 * @param settings the options of a call
 */
public record ActivityType(String name, Type resultType, List<Class<? extends Throwable>> declared,
		ActivitySettings settings) {

	public ActivityType {
		declared = List.copyOf(declared);
	}

}
