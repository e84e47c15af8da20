package dev.durable.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.durable.store.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Executions of one statement of a batch, one for a row. One that a change needs must
 * change its row, or the change is in conflict.
 */
final class BatchRows {

	private static final int ANYBODY = -1;

	private final Batch batch;

	private final String statement;

	private final List<Integer> indexes = new ArrayList<>();

	private final List<@Nullable Object[]> values = new ArrayList<>();

	BatchRows(Batch batch, String statement) {
		this.batch = batch;
		this.statement = statement;
	}

	void need(int index, @Nullable Object... row) {
		this.indexes.add(index);
		this.values.add(row);
	}

	void add(@Nullable Object... row) {
		need(ANYBODY, row);
	}

	void run() throws SQLException {
		if (this.values.isEmpty()) {
			return;
		}
		try (PreparedStatement prepared = this.batch.connection()
			.prepareStatement(this.batch.sql().of(this.statement))) {
			for (@Nullable
			Object[] row : this.values) {
				SqlText.set(prepared, row);
				prepared.addBatch();
			}
			int[] counts = prepared.executeBatch();
			for (int row = 0; row < counts.length; row++) {
				int index = this.indexes.get(row);
				if (counts[row] != 1 && index != ANYBODY) {
					this.batch.refuse(index, Refusal.CONFLICT);
				}
			}
		}
	}

}
