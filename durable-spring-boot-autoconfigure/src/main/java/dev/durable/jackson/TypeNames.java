package dev.durable.jackson;

import java.io.Serial;

import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Makes values of types with declared names write their name wherever they stand. Without
 * it the elements of a list that is itself the value lose theirs, since a list does not
 * know its element type at run time.
 */
final class TypeNames extends ValueSerializerModifier {

	@Serial
	private static final long serialVersionUID = 1L;

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		boolean named = config.getAnnotationIntrospector()
			.findPolymorphicTypeInfo(config, description.getClassInfo()) != null;
		return named ? new NamingSerializer((ValueSerializer<Object>) serializer, description.getType(), null)
				: serializer;
	}

}
