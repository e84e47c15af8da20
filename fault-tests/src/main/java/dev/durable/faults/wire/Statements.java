package dev.durable.faults.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a client has asked for: the statements that it has prepared, by their names, and
 * those of its transaction.
 */
final class Statements {

	private static final int NOTED_MAX = 1_000;

	private final Map<String, String> prepared = new HashMap<>();

	private final List<String> transaction = new ArrayList<>();

	/**
	 * Take note of what a client sends.
	 * @param frame what it sends
	 * @return whether it asks for a commit
	 */
	synchronized boolean isCommit(Frame frame) {
		return switch (frame.type()) {
			case 'Q' -> noted(frame.text(0));
			case 'P' -> {
				this.prepared.put(frame.text(0), frame.text(1));
				yield false;
			}
			case 'B' -> noted(this.prepared.getOrDefault(frame.text(1), ""));
			default -> false;
		};
	}

	private boolean noted(String statement) {
		if (this.transaction.size() < NOTED_MAX) {
			this.transaction.add(statement);
		}
		String word = statement.strip().toLowerCase(Locale.ROOT);
		return word.equals("commit") || word.equals("commit;") || word.equals("end");
	}

	/**
	 * Tell whether a statement of the transaction contains a text.
	 * @param text the text
	 */
	synchronized boolean contain(String text) {
		return this.transaction.stream().anyMatch((statement) -> statement.contains(text));
	}

	synchronized void transactionIsOver() {
		this.transaction.clear();
	}

}
