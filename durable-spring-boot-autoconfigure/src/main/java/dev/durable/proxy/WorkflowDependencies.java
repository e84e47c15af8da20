package dev.durable.proxy;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.Activity;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses what a workflow must not have: objects that read or write the world outside.
 * What its code does with them would be done again on every replay.
 */
final class WorkflowDependencies {

	/** By name, as not every application has each of them; none is loaded by it. */
	private static final Set<String> FORBIDDEN = Set.of("org.springframework.data.repository.Repository",
			"jakarta.persistence.EntityManager", "jakarta.persistence.EntityManagerFactory", "javax.sql.DataSource",
			"java.sql.Connection", "org.springframework.jdbc.core.JdbcOperations",
			"org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations",
			"org.springframework.jdbc.core.simple.JdbcClient", "org.springframework.transaction.TransactionManager",
			"org.springframework.transaction.support.TransactionOperations",
			"org.springframework.web.client.RestClient", "org.springframework.web.client.RestOperations",
			"org.springframework.web.reactive.function.client.WebClient", "java.net.http.HttpClient",
			"org.springframework.kafka.core.KafkaOperations", "org.springframework.jms.core.JmsOperations",
			"org.springframework.jms.core.JmsClient", "org.springframework.amqp.core.AmqpTemplate",
			"org.springframework.messaging.core.MessageSendingOperations", "org.springframework.mail.MailSender",
			"org.springframework.data.mongodb.core.MongoOperations",
			"org.springframework.data.redis.core.RedisOperations", "org.springframework.r2dbc.core.DatabaseClient");

	private static final List<String> FORBIDDEN_ANNOTATIONS = List.of("org.springframework.stereotype.Repository",
			"org.springframework.data.repository.RepositoryDefinition");

	private static final List<String> INJECTING = List.of("org.springframework.beans.factory.annotation.Autowired",
			"jakarta.inject.Inject", "jakarta.annotation.Resource", "jakarta.persistence.PersistenceContext",
			"jakarta.persistence.PersistenceUnit");

	private WorkflowDependencies() {
	}

	static void check(Class<?> type, Problems problems) {
		Map<Class<?>, String> found = new LinkedHashMap<>();
		dependencies(type).forEach(
				(dependency) -> look(dependency.type()).forEach((each) -> found.putIfAbsent(each, dependency.place())));
		found.forEach((each, place) -> problems.add(type, null,
				"has a " + each.getName() + " (" + place
						+ "), and what a workflow reads or writes by it is done again on every replay",
				"Put it into an @Activity bean and inject that; its calls are recorded and not repeated"));
	}

	private static List<Dependency> dependencies(Class<?> type) {
		List<Dependency> dependencies = new ArrayList<>();
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			for (int index = 0; index < constructor.getParameterCount(); index++) {
				Parameter parameter = constructor.getParameters()[index];
				dependencies.add(new Dependency(ResolvableType.forConstructorParameter(constructor, index),
						"parameter '" + parameter.getName() + "' of its constructor"));
			}
		}
		ReflectionUtils.doWithFields(type,
				(field) -> dependencies
					.add(new Dependency(ResolvableType.forField(field, type), "field '" + field.getName() + "'")),
				WorkflowDependencies::isInstance);
		ReflectionUtils.doWithMethods(type, (method) -> {
			for (int index = 0; index < method.getParameterCount(); index++) {
				dependencies.add(new Dependency(ResolvableType.forMethodParameter(method, index, type),
						"parameter of " + Problems.signature(method)));
			}
		}, WorkflowDependencies::isInjecting);
		return dependencies;
	}

	private static boolean isInstance(Field field) {
		return !Modifier.isStatic(field.getModifiers());
	}

	private static boolean isInjecting(Method method) {
		return INJECTING.stream().anyMatch((annotation) -> AnnotatedElementUtils.isAnnotated(method, annotation));
	}

	/**
	 * Look into the type and what it is a provider or a collection of.
	 */
	private static Stream<Class<?>> look(ResolvableType type) {
		Class<?> resolved = type.resolve();
		if (resolved == null) {
			return Stream.of();
		}
		Class<?> element = resolved.isArray() ? resolved.getComponentType() : resolved;
		if (isForbidden(element)) {
			return Stream.of(element);
		}
		return Stream.of(type.getGenerics()).flatMap((generic) -> look(generic));
	}

	private static boolean isForbidden(Class<?> type) {
		if (AnnotatedTypes.find(type, Activity.class) != null) {
			return false;
		}
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
		return supertypes(type).map(Class::getName).anyMatch(FORBIDDEN::contains)
				|| FORBIDDEN_ANNOTATIONS.stream().anyMatch(annotations::isPresent);
	}

	/** With the type itself. */
	private static Stream<Class<?>> supertypes(Class<?> type) {
		Stream<Class<?>> above = Stream.concat(Stream.ofNullable(type.getSuperclass()),
				Stream.of(type.getInterfaces()));
		return Stream.concat(Stream.of(type), above.flatMap(WorkflowDependencies::supertypes));
	}

	/**
	 * Something that a workflow has.
	 *
	 * @param type its type
	 * @param place where it is declared
	 */
	private record Dependency(ResolvableType type, String place) {
	}

}
