package dev.durable.proxy;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.util.ReflectionUtils;

/**
 * Makes objects of workflow classes that run no code of them, and records which of their
 * methods a block calls.
 */
final class CallRecorder {

	private static final ThreadLocal<@Nullable List<RecordedCall>> RECORDING = new ThreadLocal<>();

	private final Map<Class<?>, Object> recording = new ConcurrentHashMap<>();

	/**
	 * Let a block call the methods of a workflow.
	 * @return the calls, in their order
	 */
	<W> List<RecordedCall> record(Class<W> type, Block<W> block) {
		W recorder = type.cast(this.recording.computeIfAbsent(type, CallRecorder::recorder));
		List<RecordedCall> outer = RECORDING.get();
		List<RecordedCall> calls = new ArrayList<>();
		RECORDING.set(calls);
		try {
			block.on(recorder);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalArgumentException("The block that calls " + type.getSimpleName()
					+ " has thrown. It is to call the workflow method and nothing else", ex);
		}
		finally {
			RECORDING.set(outer);
		}
		return calls;
	}

	private static Object recorder(Class<?> type) {
		return stub(type, (invocation) -> {
			List<RecordedCall> calls = RECORDING.get();
			if (calls == null) {
				throw new IllegalStateException(type.getSimpleName() + "." + invocation.getMethod().getName()
						+ " was called on an object that only records calls, outside of the block that it was made"
						+ " for. Call the workflow method in the block itself, on its thread");
			}
			calls.add(new RecordedCall(invocation.getMethod(), invocation.getArguments().clone()));
			return none(invocation.getMethod().getReturnType());
		});
	}

	/**
	 * Make an object whose methods all end at the advice.
	 */
	static <W> W stub(Class<W> type, MethodInterceptor advice) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTargetSource(EmptyTargetSource.forClass(type));
		if (type.isInterface()) {
			factory.addInterface(type);
		}
		else {
			factory.setProxyTargetClass(true);
		}
		MethodInterceptor named = (invocation) -> ReflectionUtils.isToStringMethod(invocation.getMethod())
				? "Stub of " + type.getName() : advice.invoke(invocation);
		factory.addAdvice(named);
		return type.cast(factory.getProxy(type.getClassLoader()));
	}

	private static @Nullable Object none(Class<?> type) {
		return (type.isPrimitive() && type != void.class) ? Array.get(Array.newInstance(type, 1), 0) : null;
	}

	/**
	 * Calls methods of a workflow.
	 *
	 * @param <W> the workflow
	 */
	@FunctionalInterface
	interface Block<W> {

		void on(W workflow) throws Exception;

	}

	/**
	 * A call that was recorded.
	 *
	 * @param method the method
	 * @param arguments its arguments
	 */
	record RecordedCall(Method method, @Nullable Object[] arguments) {

	}

}
