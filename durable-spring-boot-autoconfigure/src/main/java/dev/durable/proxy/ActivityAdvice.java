package dev.durable.proxy;

import java.util.Objects;

import dev.durable.engine.ActivityType;
import dev.durable.engine.RunContext;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ReflectionUtils;

/**
 * Turns the call of an activity bean into a command of the workflow that runs on the
 * calling thread. Without one the call goes on as it is.
 */
final class ActivityAdvice implements MethodInterceptor {

	private final ObjectProvider<DurableDefinitions> definitions;

	ActivityAdvice(ObjectProvider<DurableDefinitions> definitions) {
		this.definitions = definitions;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RunContext context = RunContext.currentOrNull();
		if ((context == null && !ForeignThread.isCurrent()) || ReflectionUtils.isObjectMethod(invocation.getMethod())) {
			AttemptThreadAdvice.leave(invocation);
			return invocation.proceed();
		}
		Class<?> target = Objects.requireNonNull(invocation.getThis()).getClass();
		ActivityType activity = this.definitions.getObject().activity(invocation.getMethod(), target);
		if (activity == null) {
			return invocation.proceed();
		}
		if (context == null) {
			throw ForeignThread.refused("Activity '" + activity.name() + "'");
		}
		return FutureResults.asReturned(invocation.getMethod(),
				context.activity(activity, invocation.getArguments().clone()));
	}

}
