package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.List;

import dev.durable.ActivityInfo;
import dev.durable.ActivityInterceptor;
import dev.durable.Durable;
import dev.durable.engine.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The method of an activity with interceptors around it, inside its transaction.
 *
 * @param method the method
 * @param interceptors the interceptors, the outermost first
 * @param activity the name of the activity
 */
record InterceptedActivityMethod(Invocable method, List<ActivityInterceptor> interceptors,
		String activity) implements Invocable {

	@Override
	public Type[] parameterTypes() {
		return this.method.parameterTypes();
	}

	@Override
	public Type resultType() {
		return this.method.resultType();
	}

	@Override
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		return invoke(target, arguments, 0);
	}

	private @Nullable Object invoke(Object target, @Nullable Object[] arguments, int index) throws Throwable {
		if (index == this.interceptors.size()) {
			return this.method.invoke(target, arguments);
		}
		Object result = this.interceptors.get(index).intercept(new Call(this, target, arguments, index));
		return ArgumentFit.result(place(), resultType(), result);
	}

	private String place() {
		return "Activity '" + this.activity + "'";
	}

	/**
	 * An attempt on its way.
	 */
	private record Call(InterceptedActivityMethod method, Object target, @Nullable Object[] values,
			int index) implements ActivityInterceptor.ActivityCall {

		@Override
		public String activity() {
			return this.method.activity();
		}

		@Override
		public @Nullable Object[] arguments() {
			return this.values.clone();
		}

		@Override
		public ActivityInfo info() {
			return Durable.activity().info();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			return this.method.invoke(this.target, this.values, this.index + 1);
		}

		@Override
		public @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable {
			return this.method.invoke(this.target,
					ArgumentFit.require(this.method.place(), this.method.parameterTypes(), arguments), this.index + 1);
		}

	}

}
