package dev.durable.jackson;

import java.io.Serial;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Refuses types that are stored under the names of their classes: reading them would load
 * a class by a stored name.
 */
final class LogicalNames extends NopAnnotationIntrospector {

	@Serial
	private static final long serialVersionUID = 1L;

	private final AnnotationIntrospector annotations;

	LogicalNames(AnnotationIntrospector annotations) {
		this.annotations = annotations;
	}

	@Override
	public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value info = this.annotations.findPolymorphicTypeInfo(config, annotated);
		if (info != null
				&& (info.getIdType() == JsonTypeInfo.Id.CLASS || info.getIdType() == JsonTypeInfo.Id.MINIMAL_CLASS)) {
			throw new IllegalArgumentException("@JsonTypeInfo(use = " + info.getIdType() + ") of " + annotated.getName()
					+ " would store the names of classes, and no class is ever loaded by a stored name. Use NAME, with"
					+ " the names in @JsonSubTypes or @JsonTypeName");
		}
		return info;
	}

	@Override
	public Version version() {
		return this.annotations.version();
	}

}
