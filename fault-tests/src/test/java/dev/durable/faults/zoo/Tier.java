package dev.durable.faults.zoo;

import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests until the first one fails: a bug that is caught once is caught. Exits with 0
 * if all have passed, with 1 if one has failed, and with 2 if there were none.
 */
final class Tier implements TestExecutionListener {

	private final CancellationToken end = CancellationToken.create();

	private int passed;

	private boolean failed;

	private Tier() {
	}

	public static void main(String... names) {
		Tier tier = new Tier();
		var request = LauncherDiscoveryRequestBuilder.request();
		for (String name : names) {
			request.selectors(selector(name));
		}
		LauncherFactory.create()
			.execute(LauncherExecutionRequestBuilder.request(request.build())
				.listeners(tier)
				.cancellationToken(tier.end)
				.build());
		System.out.println(tier.passed + " tests have passed");
		System.exit(tier.failed ? 1 : (tier.passed == 0) ? 2 : 0);
	}

	private static DiscoverySelector selector(String name) {
		return name.contains("#") ? DiscoverySelectors.selectMethod(name) : DiscoverySelectors.selectClass(name);
	}

	@Override
	public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (result.getStatus() == Status.SUCCESSFUL && test.isTest()) {
			this.passed++;
		}
		else if (result.getStatus() == Status.FAILED && !this.failed) {
			this.failed = true;
			System.out.println("CAUGHT BY " + name(test));
			result.getThrowable().ifPresent((cause) -> cause.printStackTrace(System.out));
			this.end.cancel();
		}
	}

	private static String name(TestIdentifier test) {
		return test.getSource().map((source) -> {
			if (source instanceof MethodSource method) {
				return simple(method.getClassName()) + "." + method.getMethodName();
			}
			return (source instanceof ClassSource type) ? simple(type.getClassName()) : test.getDisplayName();
		}).orElse(test.getDisplayName());
	}

	private static String simple(String className) {
		return className.substring(className.lastIndexOf('.') + 1);
	}

}
