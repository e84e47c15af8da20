package dev.durable.guide.activities;

import java.math.BigDecimal;

import dev.durable.guide.shop.CardDeclined;

import org.springframework.stereotype.Component;

@Component
public class CardGateway {

	public String charge(String customer, BigDecimal amount, String requestId) throws CardDeclined {
		if (amount.signum() <= 0) {
			throw new CardDeclined("the amount is " + amount);
		}
		return "paid by " + customer;
	}

}
