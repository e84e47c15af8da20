package dev.durable.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.durable.ActivityOptions;
import dev.durable.engine.ActivityType;
import dev.durable.engine.RunContext;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.util.ReflectionUtils;

/**
 * An activity bean with other options. Made on top of another stub it has the options of
 * both, and its own go first.
 */
final class ActivityStub implements MethodInterceptor {

	private final DurableDefinitions definitions;

	private final Object bean;

	private final List<ActivityOptions> options;

	private ActivityStub(DurableDefinitions definitions, Object bean, List<ActivityOptions> options) {
		this.definitions = definitions;
		this.bean = bean;
		this.options = options;
	}

	@SuppressWarnings("unchecked")
	static <A> A of(DurableDefinitions definitions, A activity, ActivityOptions options) {
		check(options);
		ActivityStub below = find(activity);
		Object bean = (below != null) ? below.bean : activity;
		Class<?> target = AopProxyUtils.ultimateTargetClass(bean);
		if (!definitions.isActivity(target)) {
			throw new IllegalArgumentException("Durable.with was given a " + target.getName()
					+ ", which is no activity bean. Give it the @Activity bean that was injected");
		}
		List<ActivityOptions> all = new ArrayList<>((below != null) ? below.options : List.of());
		all.add(options);
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(!java.lang.reflect.Proxy.isProxyClass(bean.getClass()));
		factory.addAdvice(0, new ActivityStub(definitions, bean, List.copyOf(all)));
		return (A) factory.getProxy(target.getClassLoader());
	}

	private static void check(ActivityOptions options) {
		reachable("start-to-close timeout", options.startToCloseTimeout());
		reachable("schedule-to-close timeout", options.scheduleToCloseTimeout());
		reachable("schedule-to-start timeout", options.scheduleToStartTimeout());
		reachable("heartbeat timeout", options.heartbeatTimeout());
		reachable("initial interval", options.initialInterval());
		reachable("maximum interval", options.maximumInterval());
	}

	private static void reachable(String what, Optional<Duration> duration) {
		duration.ifPresent((value) -> AnnotatedValues.requireReachable(what, value));
	}

	/**
	 * Find the stub under whatever proxies are around it.
	 */
	private static @Nullable ActivityStub find(Object activity) {
		Object current = activity;
		while (current instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (advisor.getAdvice() instanceof ActivityStub stub) {
					return stub;
				}
			}
			current = AopProxyUtils.getSingletonTarget(advised);
		}
		return null;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (ReflectionUtils.isToStringMethod(invocation.getMethod())) {
			return "Stub of " + AopProxyUtils.ultimateTargetClass(this.bean).getName();
		}
		ActivityType activity = this.definitions.activity(invocation.getMethod(),
				AopProxyUtils.ultimateTargetClass(this.bean));
		if (activity == null || ReflectionUtils.isObjectMethod(invocation.getMethod())) {
			return invocation.proceed();
		}
		RunContext context = RunContext.currentOrNull();
		if (context == null) {
			String call = "Activity '" + activity.name() + "'";
			throw ForeignThread.isCurrent() ? ForeignThread.refused(call) : new IllegalStateException(call
					+ " was called outside of a workflow, on an object made by Durable.with, which is for the run that"
					+ " has made it. Call the injected bean");
		}
		ActivitySettings settings = activity.settings();
		for (ActivityOptions each : this.options) {
			settings = apply(settings, each);
		}
		ActivityType called = new ActivityType(activity.name(), activity.resultType(), activity.declared(), settings);
		return FutureResults.asReturned(invocation.getMethod(),
				context.activity(called, invocation.getArguments().clone()));
	}

	private static ActivitySettings apply(ActivitySettings below, ActivityOptions options) {
		RetrySettings retry = below.retry();
		return new ActivitySettings(options.startToCloseTimeout().orElse(below.startToClose()),
				options.scheduleToCloseTimeout().orElse(below.scheduleToClose()),
				options.scheduleToStartTimeout().orElse(below.scheduleToStart()),
				options.heartbeatTimeout().orElse(below.heartbeat()),
				new RetrySettings(options.initialInterval().orElse(retry.initialInterval()),
						options.backoffCoefficient().orElse(retry.backoffCoefficient()),
						options.maximumInterval().orElse(retry.maximumInterval()),
						options.maximumAttempts().orElse(retry.maximumAttempts()),
						options.nonRetryable()
							.map((types) -> types.stream().map(Class::getName).toList())
							.orElse(retry.nonRetryable()),
						options.jitter().orElse(retry.jitter())),
				options.hasCancellation() ? options.cancellation() : below.cancellation(),
				options.queue().orElse(below.queue()));
	}

}
