package dev.durable.proxy;

import java.lang.reflect.Type;

import dev.durable.engine.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The method of an activity that returns a future: its result is the value.
 *
 * @param method the method
 */
record AwaitedActivityMethod(Invocable method) implements Invocable {

	@Override
	public Type[] parameterTypes() {
		return this.method.parameterTypes();
	}

	@Override
	public Type resultType() {
		return FutureResults.valueType(this.method.resultType());
	}

	@Override
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		return FutureResults.await(this.method.invoke(target, arguments));
	}

}
