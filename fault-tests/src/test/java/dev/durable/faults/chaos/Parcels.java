package dev.durable.faults.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowNotFound;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends parcels as a careful client would: what it does not know to have happened it does
 * again, under the same ids.
 */
class Parcels {

	static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int IN_FLIGHT = 4;

	private final WorkflowClient client;

	private final TransactionTemplate transactions;

	Parcels(WorkflowClient client, TransactionTemplate transactions) {
		this.client = client;
		this.transactions = transactions;
	}

	/**
	 * Send parcels, every other one in a transaction of the caller, and wait for them.
	 * @param names the names of the parcels
	 */
	void sendAll(List<String> names) throws TimeoutException {
		for (String name : names) {
			if (names.indexOf(name) % 2 == 0) {
				this.transactions.executeWithoutResult((status) -> send(name));
			}
			else {
				send(name);
			}
		}
		for (String name : names) {
			approve(name);
		}
		for (String name : names) {
			int approvals = result(name);
			if (approvals != ParcelWorkflow.ROUNDS) {
				throw new IllegalStateException("Parcel " + name + " was approved " + approvals + " times");
			}
		}
	}

	/**
	 * Send parcels, a few at a time, and say so of each as soon as it is sure.
	 * @param prefix what their names begin with
	 */
	void sendForEver(String prefix) throws TimeoutException {
		for (int i = 0; true; i++) {
			String name = prefix + i;
			send(name);
			say("SENT " + name);
			approve(name);
			say("APPROVED " + name);
			if (i >= IN_FLIGHT) {
				result(prefix + (i - IN_FLIGHT));
			}
		}
	}

	private static void say(String what) {
		System.out.println(what);
		System.out.flush();
	}

	int result(String name) throws TimeoutException {
		return this.client.handle(name, Integer.class).result(LIMIT);
	}

	WorkflowHandle<Integer> send(String name) {
		try {
			return this.client.start(ParcelWorkflow.class, (workflow) -> workflow.send(name, 1, 0),
					(options) -> options.reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
		}
		catch (WorkflowAlreadyStarted ex) {
			return this.client.handle(name, Integer.class);
		}
	}

	/**
	 * Approve each round of a parcel, once.
	 * @param name the name of the parcel
	 */
	void approve(String name) {
		for (int round = 1; round <= ParcelWorkflow.ROUNDS; round++) {
			String id = "approval-" + round;
			try {
				this.client.stub(ParcelWorkflow.class, name, (options) -> options.signalId(id)).approve();
			}
			catch (WorkflowNotFound ex) {
				// it is sent, so it was approved
			}
		}
	}

}
