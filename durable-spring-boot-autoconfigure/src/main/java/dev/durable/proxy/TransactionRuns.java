package dev.durable.proxy;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Remembers which workflows the current transaction has started or signalled: nobody sees
 * that before it commits. A suspended transaction takes its memory with it.
 */
final class TransactionRuns implements TransactionSynchronization {

	private final Set<String> workflowIds = new HashSet<>();

	private final Map<Object, Set<String>> atSavepoints = new IdentityHashMap<>();

	private TransactionRuns() {
	}

	static void add(String workflowId) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionRuns runs = current();
			if (runs == null) {
				runs = new TransactionRuns();
				TransactionSynchronizationManager.registerSynchronization(runs);
			}
			runs.workflowIds.add(workflowId);
		}
	}

	static boolean contains(String workflowId) {
		TransactionRuns runs = TransactionSynchronizationManager.isSynchronizationActive() ? current() : null;
		return runs != null && runs.workflowIds.contains(workflowId);
	}

	private static @Nullable TransactionRuns current() {
		return TransactionSynchronizationManager.getSynchronizations()
			.stream()
			.filter(TransactionRuns.class::isInstance)
			.map(TransactionRuns.class::cast)
			.findFirst()
			.orElse(null);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void savepoint(Object savepoint) {
		this.atSavepoints.put(savepoint, Set.copyOf(this.workflowIds));
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.workflowIds.clear();
		this.workflowIds.addAll(this.atSavepoints.getOrDefault(savepoint, Set.of()));
	}

	@Override
	public void afterCommit() {
		this.workflowIds.clear();
	}

}
