package dev.durable.guide.payloads;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MoneyConfiguration {

	// tag::payload-module[]
	@Bean
	JacksonModule moneyModule() {
		return new SimpleModule("money").addSerializer(new MoneySerializer())
			.addDeserializer(Money.class, new MoneyDeserializer());
	}
	// end::payload-module[]

	static class MoneySerializer extends StdSerializer<Money> {

		MoneySerializer() {
			super(Money.class);
		}

		@Override
		public void serialize(Money value, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber(value.cents());
		}

	}

	static class MoneyDeserializer extends StdDeserializer<Money> {

		MoneyDeserializer() {
			super(Money.class);
		}

		@Override
		public Money deserialize(JsonParser parser, DeserializationContext context) {
			return Money.ofCents(parser.getLongValue());
		}

	}

}
