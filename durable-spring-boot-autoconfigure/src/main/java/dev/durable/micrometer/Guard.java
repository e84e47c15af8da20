package dev.durable.micrometer;

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is thrown by registries, handlers and conventions away from workflows. It is
 * logged once.
 */
final class Guard {

	private static final Logger logger = LoggerFactory.getLogger(Guard.class);

	private final String what;

	private final AtomicBoolean warned = new AtomicBoolean();

	Guard(String what) {
		this.what = what;
	}

	void run(Runnable step) {
		try {
			step.run();
		}
		catch (Exception | LinkageError ex) {
			failed(ex);
		}
	}

	void failed(Throwable failure) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("{} of workflows fail with {}; workflows go on without. This is said once", this.what,
					failure.toString(), failure);
		}
	}

}
