package dev.durable.jackson;

import java.util.Iterator;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.util.NameTransformer;

/**
 * Writes the declared name of a type also where the place of the value does not ask for
 * it.
 */
final class NamingSerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> delegate;

	private final JavaType type;

	private @Nullable TypeSerializer names;

	NamingSerializer(ValueSerializer<Object> delegate, JavaType type, @Nullable TypeSerializer names) {
		this.delegate = delegate;
		this.type = type;
		this.names = names;
	}

	@Override
	public void resolve(SerializationContext context) {
		this.names = context.findTypeSerializer(this.type);
		this.delegate.resolve(context);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		return wrap(this.delegate.createContextual(context, property));
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		if (this.names != null) {
			this.delegate.serializeWithType(value, generator, context, this.names);
		}
		else {
			this.delegate.serialize(value, generator, context);
		}
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		this.delegate.serializeWithType(value, generator, context, typeSerializer);
	}

	@Override
	public ValueSerializer<Object> unwrappingSerializer(NameTransformer unwrapper) {
		return this.delegate.unwrappingSerializer(unwrapper);
	}

	@Override
	public ValueSerializer<?> withFilterId(Object filterId) {
		return wrap(this.delegate.withFilterId(filterId));
	}

	@Override
	public ValueSerializer<?> withIgnoredProperties(Set<String> ignoredProperties) {
		return wrap(this.delegate.withIgnoredProperties(ignoredProperties));
	}

	@SuppressWarnings("unchecked")
	private ValueSerializer<?> wrap(ValueSerializer<?> changed) {
		return (changed != this.delegate)
				? new NamingSerializer((ValueSerializer<Object>) changed, this.type, this.names) : this;
	}

	@Override
	public Class<?> handledType() {
		return this.delegate.handledType();
	}

	@Override
	public boolean usesObjectId() {
		return this.delegate.usesObjectId();
	}

	@Override
	public boolean isUnwrappingSerializer() {
		return this.delegate.isUnwrappingSerializer();
	}

	@Override
	public ValueSerializer<?> getDelegatee() {
		return this.delegate;
	}

	@Override
	public Iterator<PropertyWriter> properties() {
		return this.delegate.properties();
	}

	@Override
	public boolean isEmpty(SerializationContext context, Object value) {
		return this.delegate.isEmpty(context, value);
	}

}
