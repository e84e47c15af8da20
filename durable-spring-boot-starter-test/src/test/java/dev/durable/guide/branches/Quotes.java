package dev.durable.guide.branches;

import java.math.BigDecimal;

import dev.durable.Activity;

@Activity
public class Quotes {

	public BigDecimal ask(String carrier, String parcel) {
		return BigDecimal.valueOf(carrier.length());
	}

}
