package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.List;

import dev.durable.ActivityInterceptor;
import dev.durable.engine.ActivityType;
import dev.durable.engine.Invocable;
import dev.durable.node.AttemptTransaction;
import dev.durable.store.AttemptLimit;
import org.jspecify.annotations.Nullable;

/**
 * One activity: a public method of an activity bean.
 *
 * @param type the class of the bean
 * @param beanName the bean
 * @param method the method
 * @param activity the activity as its callers see it
 * @param transaction the transaction of its attempts, or null
 * @param limit how many attempts all nodes together may make, or null for no limit
 */
record ActivityDefinition(Class<?> type, String beanName, Method method, ActivityType activity,
		@Nullable AttemptTransaction transaction, @Nullable AttemptLimit limit) {

	String name() {
		return this.activity.name();
	}

	Invocable invocable(List<ActivityInterceptor> interceptors) {
		Invocable called = new DurableMethod(this.method, this.type);
		Invocable plain = FutureResults.isFuture(this.method.getReturnType()) ? new AwaitedActivityMethod(called)
				: called;
		return interceptors.isEmpty() ? plain : new InterceptedActivityMethod(plain, interceptors, name());
	}

}
