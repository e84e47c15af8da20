package dev.durable.autoconfigure;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.jpa.DurablePersistence;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What is reached by reflection or by name, whatever the application has: the migrations,
 * the entities, the annotations, and virtual threads. What belongs to a bean of the
 * application is registered with its definition.
 */
final class DurableRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<Class<?>> ANNOTATIONS = List.of(Activity.class, ActivityMethod.class, QueryMethod.class,
			Retry.class, SignalMethod.class, UpdateMethod.class, UpdateValidator.class, Workflow.class,
			WorkflowMethod.class);

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/durable/schema/*/*.sql");
		ReflectionHints reflection = hints.reflection();
		ANNOTATIONS
			.forEach((annotation) -> reflection.registerType(annotation, MemberCategory.INVOKE_DECLARED_METHODS));
		DurablePersistence.managedTypes()
			.getManagedClassNames()
			.forEach((entity) -> reflection.registerType(TypeReference.of(entity),
					MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.ACCESS_DECLARED_FIELDS,
					MemberCategory.INVOKE_DECLARED_METHODS));
		registerVirtualThreads(reflection);
	}

	/*
	 * The byte code is of a Java that does not know them.
	 */
	private static void registerVirtualThreads(ReflectionHints reflection) {
		reflection.registerType(Thread.class, (type) -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE));
		reflection.registerType(TypeReference.of("java.lang.Thread$Builder"), MemberCategory.INVOKE_PUBLIC_METHODS);
		reflection.registerType(Executors.class, (type) -> type.withMethod("newThreadPerTaskExecutor",
				TypeReference.listOf(ThreadFactory.class), ExecutableMode.INVOKE));
	}

}
