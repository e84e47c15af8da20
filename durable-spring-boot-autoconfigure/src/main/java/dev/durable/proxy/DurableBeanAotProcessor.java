package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.durable.Activity;
import dev.durable.Workflow;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ReflectionUtils;

/**
 * Tells what a workflow or activity bean needs at run time when it is processed ahead of
 * time: its methods are found and called by reflection, their values are read and written
 * as JSON, exceptions that an activity declares are made anew, and clients call a
 * workflow by a proxy.
 */
final class DurableBeanAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = bean.getBeanClass();
		Class<?> workflow = DurableDefinitions.userClass(type, Workflow.class);
		Class<?> activity = DurableDefinitions.userClass(type, Activity.class);
		if (workflow == null && activity == null) {
			return null;
		}
		if (workflow != null && !Modifier.isFinal(workflow.getModifiers())) {
			// Generates its class now
			CallRecorder.stub(workflow, (invocation) -> null);
		}
		return (context, code) -> {
			RuntimeHints hints = context.getRuntimeHints();
			if (workflow != null) {
				register(hints, workflow);
			}
			if (activity != null) {
				register(hints, activity);
			}
		};
	}

	private static void register(RuntimeHints hints, Class<?> type) {
		hints.reflection()
			.registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
					MemberCategory.ACCESS_DECLARED_FIELDS);
		for (Class<?> implemented : type.getInterfaces()) {
			hints.reflection().registerType(implemented, MemberCategory.INVOKE_DECLARED_METHODS);
			hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(implemented));
		}
		if (type.isInterface()) {
			hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(type));
		}
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (method.getDeclaringClass() != Object.class) {
				registerValues(hints, method);
			}
		}
	}

	private static void registerValues(RuntimeHints hints, Method method) {
		List<Type> values = new ArrayList<>(Arrays.asList(method.getGenericParameterTypes()));
		values.add(method.getGenericReturnType());
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), values.toArray(Type[]::new));
		for (Class<?> declared : method.getExceptionTypes()) {
			hints.reflection().registerType(declared, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
	}

}
