package dev.durable.autoconfigure;

import java.util.List;
import java.util.Map;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the mapper of the application in front of stored values: its modules are
 * used, but never its leave to make whatever class a text names.
 */
class PayloadWiringTests {

	private static PayloadConverter converter(JsonMapper... mappers) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		for (JsonMapper mapper : mappers) {
			beans.addBean("mapper" + beans.getBeanDefinitionCount(), mapper);
		}
		DurableProperties properties = Binder.get(new MockEnvironment())
			.bindOrCreate("durable", DurableProperties.class);
		return new DurableAutoConfiguration().durablePayloadConverter(beans.getBeanProvider(JsonMapper.class),
				properties);
	}

	private static JsonMapper.Builder withDefaultTyping() {
		return JsonMapper.builder()
			.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
					DefaultTyping.NON_FINAL);
	}

	private static Payload payload(String json) {
		return new Payload(json.getBytes());
	}

	@Test
	void defaultTypingOfTheApplicationReadsNoClassNames() {
		PayloadConverter converter = converter(withDefaultTyping().build());
		String named = "[\"" + Gadget.class.getName() + "\",{\"command\":\"rm\"}]";
		assertThat(converter.read(payload(named), Object.class))
			.isEqualTo(List.of(Gadget.class.getName(), Map.of("command", "rm")));
		assertThat(converter.readArguments(payload("[" + named + "]"), new Class<?>[] { Object.class }))
			.containsExactly(List.of(Gadget.class.getName(), Map.of("command", "rm")));
		assertThat(converter.read(payload("{\"value\":" + named + "}"), Holder.class))
			.isEqualTo(new Holder(List.of(Gadget.class.getName(), Map.of("command", "rm"))));
		assertThat(Gadget.made).isFalse();
		assertThat(new String(converter.write(new Holder(List.of(1))).json())).isEqualTo("{\"value\":[1]}");
	}

	@Test
	void modulesOfTheApplicationAreUsed() {
		JsonMapper mapper = withDefaultTyping()
			.addModule(new SimpleModule("money").addSerializer(Money.class, new MoneySerializer()))
			.build();
		assertThat(new String(converter(mapper).writeArguments(new Object[] { new Money(7) }).json()))
			.isEqualTo("[\"7 EUR\"]");
	}

	@Test
	void withoutOneMapperThatOfJacksonIsUsed() {
		JsonMapper mapper = JsonMapper.builder()
			.addModule(new SimpleModule("money").addSerializer(Money.class, new MoneySerializer()))
			.build();
		assertThat(new String(converter(mapper, mapper).write(new Money(7)).json())).isEqualTo("{\"amount\":7}");
		assertThat(new String(converter().write(new Money(7)).json())).isEqualTo("{\"amount\":7}");
	}

	record Holder(Object value) {

	}

	record Money(int amount) {

	}

	static class MoneySerializer extends ValueSerializer<Money> {

		@Override
		public void serialize(Money value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(value.amount() + " EUR");
		}

	}

	static class Gadget {

		static boolean made;

		Gadget() {
			made = true;
		}

		public void setCommand(String command) {
		}

	}

}
