package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Finds the type that carries an annotation: the class itself, what it extends, or what
 * it implements.
 */
final class AnnotatedTypes {

	private AnnotatedTypes() {
	}

	static @Nullable Class<?> find(@Nullable Class<?> type, Class<? extends Annotation> annotation) {
		if (type == null || type.isAnnotationPresent(annotation)) {
			return type;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			Class<?> found = find(implemented, annotation);
			if (found != null) {
				return found;
			}
		}
		return find(type.getSuperclass(), annotation);
	}

	/**
	 * Return the class that the user wrote: not its proxy, and for a bean that consists
	 * of a proxy only the annotated interface.
	 */
	static @Nullable Class<?> userClass(Class<?> type, Class<? extends Annotation> annotation) {
		Class<?> annotated = find(type, annotation);
		return (annotated == null || Proxy.isProxyClass(type)) ? annotated : ClassUtils.getUserClass(type);
	}

}
