package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.client.Names;
import dev.durable.engine.ActivityType;
import dev.durable.node.AttemptTransaction;
import dev.durable.proxy.ActivitySettingsReader.ResolvedOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reads the class of an activity bean and finds what is wrong with it.
 */
final class ActivityDefinitionReader {

	private final ActivitySettingsReader settings;

	private final AttemptTransactions transactions;

	private final Problems problems;

	ActivityDefinitionReader(ActivitySettingsReader settings, AttemptTransactions transactions, Problems problems) {
		this.settings = settings;
		this.transactions = transactions;
		this.problems = problems;
	}

	List<ActivityDefinition> read(String beanName, Class<?> type) {
		Proxyable.check(type, "activity bean", this.problems);
		checkHidden(type);
		Class<?> annotated = AnnotatedTypes.find(type, Activity.class);
		Activity annotation = (annotated != null) ? annotated.getAnnotation(Activity.class) : null;
		String prefix = (annotation != null && !annotation.name().isEmpty()) ? annotation.name()
				: ((annotated != null) ? annotated : type).getSimpleName();
		List<ActivityDefinition> activities = new ArrayList<>();
		List<Method> methods = methods(type);
		new SelfInvocation(type, this.problems).checkActivities(methods);
		for (Method method : methods) {
			Proxyable.check(type, method, "it from the bean", this.problems);
			activities.add(activity(new Bean(beanName, type, annotation), method, prefix));
		}
		return activities;
	}

	/**
	 * A method that has the annotation is meant to be an activity, but only public ones
	 * are.
	 */
	private void checkHidden(Class<?> type) {
		MetadataLookup<ActivityMethod> lookup = ActivityDefinitionReader::annotation;
		for (Method method : MethodIntrospector.selectMethods(type, lookup).keySet()) {
			if (!Modifier.isPublic(method.getModifiers())) {
				this.problems.add(type, method, "has @ActivityMethod and is not public",
						"Make it public, or remove the annotation");
			}
			else if (Modifier.isStatic(method.getModifiers())) {
				Proxyable.check(type, method, "@ActivityMethod", this.problems);
			}
		}
	}

	private static List<Method> methods(Class<?> type) {
		return Stream.of(type.getMethods())
			.filter((method) -> !ReflectionUtils.isObjectMethod(method) && method.getDeclaringClass() != Object.class)
			.filter((method) -> !method.isBridge() && !method.isSynthetic())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()))
			.filter((method) -> method.equals(ClassUtils.getMostSpecificMethod(method, type)))
			.sorted(Comparator.comparing(Problems::signature))
			.toList();
	}

	private static @Nullable ActivityMethod annotation(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, ActivityMethod.class);
	}

	private ActivityDefinition activity(Bean bean, Method method, String prefix) {
		Class<?> type = bean.type();
		ActivityMethod annotation = annotation(method);
		String name = (annotation != null && !annotation.name().isEmpty()) ? annotation.name()
				: prefix + "." + method.getName();
		try {
			Names.requireId("name of the activity", name);
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(type, method, "has a name that cannot be used. " + ex.getMessage(),
					"Change the name in @Activity or @ActivityMethod");
		}
		ResolvedOptions resolved = this.settings.read(name, bean.annotation(), annotation,
				(problem, action) -> this.problems.add(type, method, problem, action));
		Type result = FutureResults.valueType(GenericTypeResolver.resolveType(method.getGenericReturnType(), type));
		AttemptTransaction transaction = transaction(method, type);
		checkFuture(type, method, transaction);
		return new ActivityDefinition(type, bean.name(), method,
				new ActivityType(name, result, declared(method, type), resolved.settings()), transaction,
				resolved.limit());
	}

	/**
	 * What runs on another thread than the attempt must end before it does.
	 */
	private void checkFuture(Class<?> type, Method method, @Nullable AttemptTransaction transaction) {
		Class<?> result = method.getReturnType();
		if (FutureResults.isFuture(result) && !FutureResults.isSupported(result)) {
			this.problems.add(type, method,
					"returns a " + result.getName() + ", which cannot be made of a recorded result",
					"Return a CompletableFuture, or what the future is completed with");
		}
		if (!OwnAdvice.isAsync(method, type)) {
			return;
		}
		if (!FutureResults.isFuture(result)) {
			this.problems.add(type, method,
					"is @Async and returns no future, so its attempt would end before its work does, and what it throws"
							+ " would be lost",
					"Remove @Async: activities run on threads of their own, and Durable.async runs several at the same"
							+ " time. Or return a CompletableFuture: the attempt then ends when that is completed");
		}
		else if (transaction != null) {
			this.problems.add(type, method,
					"is @Async and @Transactional, so its writes are on another thread than the transaction that its"
							+ " result commits in",
					"Remove @Async: activities run on threads of their own. Then writes and result commit together");
		}
	}

	/**
	 * What the interface of the method declares, its callers expect as well.
	 */
	@SuppressWarnings("unchecked")
	private static List<Class<? extends Throwable>> declared(Method method, Class<?> type) {
		Set<Class<? extends Throwable>> declared = new LinkedHashSet<>();
		Stream
			.concat(Stream.of(method),
					Stream.of(ClassUtils.getAllInterfacesForClass(type))
						.map((implemented) -> ClassUtils.getMethodIfAvailable(implemented, method.getName(),
								method.getParameterTypes())))
			.forEach((candidate) -> {
				if (candidate != null) {
					for (Class<?> exception : candidate.getExceptionTypes()) {
						declared.add((Class<? extends Throwable>) exception);
					}
				}
			});
		return List.copyOf(declared);
	}

	private @Nullable AttemptTransaction transaction(Method method, Class<?> type) {
		try {
			return this.transactions.find(method, type);
		}
		catch (IllegalArgumentException ex) {
			String[] parts = String.valueOf(ex.getMessage()).split(": ", 2);
			this.problems.add(type, method, parts[0], (parts.length > 1) ? parts[1] : "Change @Transactional");
			return null;
		}
	}

	/**
	 * The bean that is read.
	 *
	 * @param name its name
	 * @param type its class
	 * @param annotation its annotation, or null if only an interface has one
	 */
	private record Bean(String name, Class<?> type, @Nullable Activity annotation) {
	}

}
