package dev.durable.guide.failures;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Retry;

@Activity
public class Bank {

	private static final long LIMIT = 100_000;

	// tag::failure-throw[]
	@ActivityMethod(retry = @Retry(maximumAttempts = 5, nonRetryable = AccountClosed.class))
	public String transfer(String account, long cents) throws AccountClosed {
		if (cents > LIMIT) {
			throw new ApplicationFailure("LimitExceeded", "too much for one transfer", LIMIT).nonRetryable();
		}
		if (!isOpen()) {
			throw new ApplicationFailure("OutOfHours", "the bank is closed")
				.nextRetryDelay(PayoutWorkflow.whenTheBankOpens());
		}
		return send(account, cents);
	}
	// end::failure-throw[]

	private boolean isOpen() {
		return true;
	}

	private String send(String account, long cents) {
		if (account.isEmpty()) {
			throw new AccountClosed("no account", null);
		}
		return "sent " + cents + " to " + account;
	}

}
