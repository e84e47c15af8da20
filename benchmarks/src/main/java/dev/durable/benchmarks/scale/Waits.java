package dev.durable.benchmarks.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.durable.node.NodeListener;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a node tells of its waits: how long polls took, and how long attempts waited until
 * they began.
 */
final class Waits implements NodeListener {

	private List<Double> polls = new ArrayList<>();

	private List<Double> attempts = new ArrayList<>();

	@Override
	public synchronized void polled(boolean found, long nanos) {
		this.polls.add(nanos / 1e6);
	}

	@Override
	public synchronized void attemptBegun(String activity, Duration waited) {
		this.attempts.add(waited.toNanos() / 1e6);
	}

	/**
	 * Return the milliseconds of all polls since the last call.
	 */
	synchronized double[] takePolls() {
		double[] millis = millis(this.polls);
		this.polls = new ArrayList<>();
		return millis;
	}

	/**
	 * Return the milliseconds that attempts waited since the last call.
	 */
	synchronized double[] takeAttempts() {
		double[] millis = millis(this.attempts);
		this.attempts = new ArrayList<>();
		return millis;
	}

	private static double[] millis(List<Double> values) {
		return values.stream().mapToDouble(Double::doubleValue).toArray();
	}

	@Configuration(proxyBeanMethods = false)
	static class WaitsConfiguration {

		@Bean
		Waits waits() {
			return new Waits();
		}

	}

}
