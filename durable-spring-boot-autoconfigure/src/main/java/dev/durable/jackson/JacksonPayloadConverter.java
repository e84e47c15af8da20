package dev.durable.jackson;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.DeserializationContextExt;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.introspect.AnnotationIntrospectorPair;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.util.unit.DataSize;

/**
 * Payloads by a mapper that keeps the modules and the naming of the application's own,
 * but reads by declared types only and keeps every value as it was.
 */
public final class JacksonPayloadConverter implements PayloadConverter {

	private static final String LIMIT_KEY = "durable.payload.max-size";

	private final JsonMapper mapper;

	private final JsonFactory factory;

	private final DataSize limit;

	private final int bytesMax;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Create a converter.
	 * @param application the mapper of the application, which is not changed
	 * @param limit the size of the largest payload
	 */
	public JacksonPayloadConverter(JsonMapper application, DataSize limit) {
		AnnotationIntrospector annotations = application.serializationConfig().getAnnotationIntrospector();
		this.mapper = application.rebuild()
			.deactivateDefaultTyping()
			.annotationIntrospector(AnnotationIntrospectorPair.create(new LogicalNames(annotations), annotations))
			.addModule(new SimpleModule("durable").setSerializerModifier(new TypeNames()))
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
					DeserializationFeature.UNWRAP_ROOT_VALUE)
			.disable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE)
			.disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE, DateTimeFeature.TRUNCATE_TO_MSECS_ON_READ,
					DateTimeFeature.TRUNCATE_TO_MSECS_ON_WRITE)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.build();
		this.limit = limit;
		this.bytesMax = Math.toIntExact(limit.toBytes());
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxNumberLength(this.bytesMax)
			.maxStringLength(this.bytesMax)
			.maxNameLength(this.bytesMax)
			.build();
		this.factory = JsonFactory.builder().streamReadConstraints(constraints).build();
	}

	@Override
	public Payload write(@Nullable Object value) {
		return (value != null) ? write((generator) -> this.mapper.writeValue(generator, value),
				() -> "A value of " + value.getClass().getName()) : Payload.NULL;
	}

	@Override
	public Payload writeArguments(@Nullable Object[] arguments) {
		return write((generator) -> {
			generator.writeStartArray();
			for (Object argument : arguments) {
				this.mapper.writeValue(generator, argument);
			}
			generator.writeEndArray();
		}, () -> describe(arguments));
	}

	private Payload write(Consumer<JsonGenerator> content, Supplier<String> what) {
		BoundedOutput output = new BoundedOutput(this.bytesMax);
		try (JsonGenerator generator = this.factory.createGenerator(this.mapper._serializationContext(), output)) {
			content.accept(generator);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw output.isExceeded() ? tooLarge(what.get(), ex) : unwritable(what.get(), ex);
		}
		Payload payload = new Payload(output.toByteArray());
		if (HalfSurrogates.isIn(payload.json())) {
			throw new UnwritableException(
					what.get() + " cannot be written as JSON: a text in it has half a surrogate pair,"
							+ " which is no character. Correct the text, which was probably cut in the middle",
					null);
		}
		return payload;
	}

	private UnwritableException tooLarge(String what, Throwable cause) {
		return new UnwritableException("""
				%s needs more than %d bytes as JSON, and %s allows %s. Store what is large elsewhere and pass \
				its key, or raise %s.""".formatted(what, this.bytesMax, LIMIT_KEY, this.limit, LIMIT_KEY), cause);
	}

	private static UnwritableException unwritable(String what, Throwable cause) {
		String reason = (cause instanceof StackOverflowError) ? "it contains itself, or is nested too deep"
				: reason(cause);
		return new UnwritableException("""
				%s cannot be written as JSON: %s. Use records or plain classes that Jackson can write and read, no \
				deeper than 500 levels and without cycles.""".formatted(what, reason), cause);
	}

	@Override
	public @Nullable Object read(Payload payload, Type type) {
		if (type == void.class || type == Void.class) {
			return null;
		}
		try (JsonParser parser = parser(payload)) {
			parser.nextToken();
			Object value = reader(type).readValue(parser);
			if (parser.nextToken() != null) {
				throw new UnreadableException("The payload has something after its value", null);
			}
			return value;
		}
		catch (JacksonException | IllegalArgumentException | StackOverflowError ex) {
			throw new UnreadableException("""
					A stored value cannot be read as %s: %s. It was written by code with another shape: keep the \
					type able to read it, or use a new type and a new method.""".formatted(type.getTypeName(),
					misfit(ex)), null);
		}
	}

	@Override
	public @Nullable Object[] readArguments(Payload payload, Type[] types) {
		List<@Nullable Object> arguments = new ArrayList<>(types.length);
		try (JsonParser parser = parser(payload)) {
			if (parser.nextToken() != JsonToken.START_ARRAY) {
				throw new UnreadableException("The stored arguments are no array", null);
			}
			int count = 0;
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				if (count < types.length) {
					arguments.add(reader(types[count]).readValue(parser));
				}
				else {
					parser.skipChildren();
				}
				count++;
			}
			if (count != types.length || parser.nextToken() != null) {
				throw new UnreadableException("There are " + count + " stored arguments, and the method has "
						+ types.length + " parameters: keep the parameters of a method that has been called", null);
			}
			return arguments.toArray();
		}
		catch (JacksonException | IllegalArgumentException | StackOverflowError ex) {
			String type = (arguments.size() < types.length) ? types[arguments.size()].getTypeName() : "JSON";
			throw new UnreadableException(
					"Stored argument " + arguments.size() + " cannot be read as " + type + ": " + misfit(ex), null);
		}
	}

	private JsonParser parser(Payload payload) {
		DeserializationContextExt context = this.mapper._deserializationContext();
		return context.assignAndReturnParser(this.factory.createParser(context, payload.json()));
	}

	private ObjectReader reader(Type type) {
		return this.readers.computeIfAbsent(type,
				(declared) -> this.mapper.readerFor(this.mapper.constructType(declared)));
	}

	/*
	 * What is said of a stored value goes into logs and the messages of stuck runs. So it
	 * tells the place and the type, and never repeats the value, as Jackson does.
	 */
	private static String misfit(Throwable failure) {
		if (failure instanceof StackOverflowError) {
			return "it is nested too deep";
		}
		if (!(failure instanceof DatabindException misfit)) {
			return (failure instanceof JacksonException) ? "it is no JSON" : "the type cannot be read";
		}
		String target = (misfit instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null)
				? " where " + mismatch.getTargetType().getTypeName() + " is needed" : "";
		return misfit.getClass().getSimpleName() + target + ", at '" + path(misfit) + "'";
	}

	/*
	 * The keys of a map are values, too.
	 */
	private static String path(DatabindException misfit) {
		return misfit.getPath()
			.stream()
			.map((step) -> (step.getPropertyName() == null) ? "[" + step.getIndex() + "]"
					: (step.from() instanceof Map || step.from() == Map.class) ? "[*]" : step.getPropertyName())
			.collect(Collectors.joining("."));
	}

	private static String reason(Throwable failure) {
		if (failure instanceof StackOverflowError) {
			return "it is nested too deep";
		}
		String message = (failure instanceof JacksonException jackson) ? jackson.getOriginalMessage()
				: failure.getMessage();
		return (message != null) ? message : failure.getClass().getName();
	}

	private static String describe(@Nullable Object[] arguments) {
		return Arrays.stream(arguments)
			.map((argument) -> (argument != null) ? argument.getClass().getSimpleName() : "null")
			.collect(Collectors.joining(", ", "The list of arguments (", ")"));
	}

}
