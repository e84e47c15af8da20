package dev.durable.faults.verdict;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A test that has found a broken promise fails again at once when the build runs it
 * again: that it would pass then says nothing, as what these tests meet depends on
 * chance. A broken promise is an {@link AssertionError}. All else may go better the next
 * time: what was waited for in vain, as the machine may have been busy, and what could
 * not be started. So tests await what takes its time, their evidence, too, and assert
 * what must never be.
 * <p>
 * Tests that have failed are run again in the same process, which remembers.
 */
public final class LastingVerdict implements BeforeEachCallback, TestExecutionExceptionHandler {

	private static final Map<String, AssertionError> BROKEN = new ConcurrentHashMap<>();

	@Override
	public void beforeEach(ExtensionContext context) {
		AssertionError first = BROKEN.get(context.getUniqueId());
		if (first != null) {
			throw new AssertionError("A promise was broken when this test ran before. It is not tried again", first);
		}
	}

	@Override
	public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
		if (failure instanceof AssertionError broken) {
			BROKEN.putIfAbsent(context.getUniqueId(), broken);
		}
		throw failure;
	}

}
