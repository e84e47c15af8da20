package dev.durable.faults.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.faults.workload.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Activities without a transaction: at least once.
 */
@Activity
public class Steps {

	private static final Logger logger = LoggerFactory.getLogger(Steps.class);

	private final Witness witness;

	private final JdbcClient jdbc;

	Steps(Witness witness, JdbcClient jdbc) {
		this.witness = witness;
		this.jdbc = jdbc;
	}

	/**
	 * Answer at once.
	 * @param label the label of the step
	 * @return the answer
	 */
	public String call(String label) {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Answer, after some attempts have failed.
	 * @param label the label of the step
	 * @param failures how many attempts fail
	 * @return the answer
	 */
	public String flaky(String label, int failures) {
		this.witness.begins();
		int attempt = Durable.activity().attempt();
		if (attempt <= failures) {
			throw new IllegalStateException("Attempt " + attempt + " of " + label + " fails as it was asked to");
		}
		this.witness.works();
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Answer, without ever being called again.
	 * @param label the label of the step
	 * @return the answer
	 */
	@ActivityMethod(retry = @Retry(maximumAttempts = 1))
	public String once(String label) {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
		return "once";
	}

	/**
	 * Answer, after a long time, whoever may interrupt it.
	 * @param label the label of the step
	 * @param time how long it takes
	 * @return the answer
	 */
	public String linger(String label, Duration time) {
		this.witness.begins();
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
			if (Thread.interrupted()) {
				logger.debug("{} is interrupted, and does not listen", label);
			}
		}
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Leave the answer to whoever looks for tokens.
	 * @param label the label of the step
	 * @return nothing that counts
	 */
	public String later(String label) {
		this.witness.begins();
		this.jdbc.sql("insert into faults_token (token, label) values (?, ?)")
			.params(Durable.activity().completeLater(), label)
			.update();
		this.witness.works();
		this.witness.ends();
		return "later";
	}

	/**
	 * Answer, and tell meanwhile how far it is. A later attempt goes on from there.
	 * @param label the label of the step
	 * @param beats how often it tells
	 * @return the answer
	 */
	@ActivityMethod(heartbeatTimeout = "3s")
	public String beat(String label, int beats) {
		this.witness.begins();
		ActivityContext attempt = Durable.activity();
		for (int beat = attempt.lastHeartbeat(Integer.class).orElse(0); beat < beats; beat++) {
			attempt.heartbeat(beat);
			this.witness.works();
		}
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Answer, not too often at a time and not too often in a second.
	 * @param label the label of the step
	 * @return the answer
	 */
	@ActivityMethod(maxConcurrent = 3, rateLimit = 30)
	public String limited(String label) {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Give back what was given.
	 * @param value the value
	 * @return the same value
	 */
	public String echo(String value) {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
		return value;
	}

	/**
	 * Refuse for good.
	 * @param label the label of the step
	 * @return never
	 */
	public String refuse(String label) {
		this.witness.begins();
		throw new ApplicationFailure("Refused", label + " is refused").nonRetryable();
	}

	/**
	 * Fail, however often it is tried.
	 * @param label the label of the step
	 * @return never
	 */
	public String poison(String label) {
		this.witness.begins();
		throw new IllegalStateException(label + " never succeeds");
	}

}
