package dev.durable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Gives loggers that do nothing while the workflow on the calling thread is replaying or
 * being unwound. Then no level is enabled, event builders are empty, and log methods
 * return at once.
 */
final class ReplaySilentLogger implements InvocationHandler {

	private static final ClassValue<Logger> LOGGERS = new ClassValue<>() {

		@Override
		protected Logger computeValue(Class<?> type) {
			return wrap(LoggerFactory.getLogger(type));
		}

	};

	private final Logger target;

	private ReplaySilentLogger(Logger target) {
		this.target = target;
	}

	static Logger of(Class<?> type) {
		return LOGGERS.get(type);
	}

	static Logger wrap(Logger target) {
		return (Logger) Proxy.newProxyInstance(Logger.class.getClassLoader(), new Class<?>[] { Logger.class },
				new ReplaySilentLogger(target));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return invokeObjectMethod(proxy, method, args);
		}
		WorkflowContext context = WorkflowContext.current();
		if (context != null && context.isReplaying()) {
			return silent(method);
		}
		return invokeTarget(method, args);
	}

	private @Nullable Object silent(Method method) {
		Class<?> result = method.getReturnType();
		if (result == boolean.class) {
			return false;
		}
		if (result == LoggingEventBuilder.class) {
			return NOPLoggingEventBuilder.singleton();
		}
		return (result == String.class) ? this.target.getName() : null;
	}

	private @Nullable Object invokeTarget(Method method, Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(this.target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private Object invokeObjectMethod(Object proxy, Method method, Object @Nullable [] args) {
		return switch (method.getName()) {
			case "equals" -> args != null && proxy == args[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> this.target.toString();
		};
	}

}
