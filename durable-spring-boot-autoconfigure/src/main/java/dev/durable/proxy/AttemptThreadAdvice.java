package dev.durable.proxy;

import dev.durable.ActivityContext;
import dev.durable.ActivityContexts;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Gives the method of an activity the context of its attempt where other advice, such as
 * that of {@code @Async}, has taken the call to another thread. The innermost advice of
 * the bean; the outermost one has left the context with the call.
 */
final class AttemptThreadAdvice implements MethodInterceptor {

	private static final String ATTRIBUTE = AttemptThreadAdvice.class.getName();

	/**
	 * Leave the context of the calling thread with a call.
	 */
	static void leave(MethodInvocation invocation) {
		ActivityContext attempt = ActivityContexts.current();
		if (attempt != null && invocation instanceof ProxyMethodInvocation call) {
			call.setUserAttribute(ATTRIBUTE, attempt);
		}
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (ActivityContexts.current() == null && invocation instanceof ProxyMethodInvocation call
				&& call.getUserAttribute(ATTRIBUTE) instanceof ActivityContext attempt) {
			ActivityContexts.bind(attempt);
			try {
				return invocation.proceed();
			}
			finally {
				ActivityContexts.bind(null);
			}
		}
		return invocation.proceed();
	}

}
