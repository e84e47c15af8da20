package dev.durable.faults.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * The log of the driver: what it meant to do, and what it was told about it. Each line
 * has the time, the outcome, the subject, the workflow id, a key, and details.
 */
public final class DriverLog implements AutoCloseable {

	private final Writer file;

	/**
	 * Open a log.
	 * @param path its file
	 */
	public DriverLog(Path path) {
		try {
			this.file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Note something.
	 * @param outcome what came out
	 * @param subject what it is about
	 * @param workflowId the workflow that it concerns
	 * @param key tells several of the workflow apart
	 * @param details what else is to be known
	 */
	synchronized void note(Outcome outcome, Subject subject, String workflowId, String key, String details) {
		try {
			this.file.write(String.join("\t", Instant.now().toString(), outcome.name(), subject.name(), workflowId, key,
					details.replaceAll("[\\t\\n\\r]+", " ")) + "\n");
			this.file.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public synchronized void close() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What came out of something.
	 */
	enum Outcome {

		/** It is about to be tried; of a start, the details say how it has to end. */
		INTENDED,
		/** It is about to be tried in a transaction that will roll back. */
		ROLLED_BACK,
		/** It was done. */
		ACKNOWLEDGED,
		/** It was refused, and was not done. */
		REFUSED,
		/** Nobody knows whether it was done. */
		UNKNOWN

	}

	/**
	 * What a line is about.
	 */
	enum Subject {

		/** The start of a workflow. */
		START,
		/** A signal. */
		SIGNAL,
		/** An update. */
		UPDATE,
		/** A request to cancel. */
		CANCEL,
		/** A query. */
		QUERY,
		/** A start that a limit forbids. */
		LIMIT

	}

}
