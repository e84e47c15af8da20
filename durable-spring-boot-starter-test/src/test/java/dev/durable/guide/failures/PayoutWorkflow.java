package dev.durable.guide.failures;

import java.time.Duration;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.TimeoutFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class PayoutWorkflow {

	private final Bank bank;

	PayoutWorkflow(Bank bank) {
		this.bank = bank;
	}

	// tag::failure-catch[]
	@WorkflowMethod(id = "'payout-' + #account")
	public String payOut(String account, long cents) {
		try {
			return this.bank.transfer(account, cents);
		}
		catch (AccountClosed ex) {
			// the method declares it: it arrives as itself
			return "closed: " + ex.getMessage();
		}
		catch (ActivityFailure ex) {
			if (ex.getCause() instanceof TimeoutFailure) {
				throw new ApplicationFailure("BankDown", "no answer from the bank", account);
			}
			if (ex.getCause() instanceof ApplicationFailure cause && cause.type().equals("LimitExceeded")) {
				return "over the limit of " + cause.detail(0, Long.class);
			}
			throw ex; // the run is FAILED
		}
	}
	// end::failure-catch[]

	static Duration whenTheBankOpens() {
		return Duration.ofHours(8);
	}

}
