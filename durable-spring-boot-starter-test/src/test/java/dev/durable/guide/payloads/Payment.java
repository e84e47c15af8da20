package dev.durable.guide.payloads;

import java.math.BigDecimal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

// tag::payload-sealed[]
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({ @JsonSubTypes.Type(value = Payment.Card.class, name = "card"),
		@JsonSubTypes.Type(value = Payment.Transfer.class, name = "transfer") })
public sealed interface Payment {

	record Card(String token, BigDecimal amount) implements Payment {
	}

	record Transfer(String iban, BigDecimal amount) implements Payment {
	}

}
// end::payload-sealed[]
