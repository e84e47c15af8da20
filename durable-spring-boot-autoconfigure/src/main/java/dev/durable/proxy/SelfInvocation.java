package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.durable.proxy.SelfCalls.SelfCall;

import org.springframework.asm.Type;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses calls of a bean on itself that would mean something else through its proxy. A
 * call of plain code is left alone, whether others may call it through the proxy or not.
 */
final class SelfInvocation {

	private final Class<?> type;

	private final Set<SelfCall> calls;

	private final Problems problems;

	SelfInvocation(Class<?> type, Problems problems) {
		this.type = type;
		this.calls = SelfCalls.of(type);
		this.problems = problems;
	}

	/**
	 * A workflow may call its handlers, which is plain code of the same run, but not what
	 * begins a run.
	 */
	void checkWorkflow(Method main) {
		Set<String> callers = callers().getOrDefault(main, Set.of());
		if (!callers.isEmpty()) {
			this.problems.add(this.type, main,
					"is the @WorkflowMethod and is called on the workflow itself, by " + names(callers)
							+ ": no proxy sees that, so it begins no run",
					"Move what is to be repeated into a private method and call that. To begin again with a new history"
							+ " use Durable.continueAsNew, to start a child Durable.child");
		}
	}

	/**
	 * An activity may call what is plain code, but not what has advice or settings of its
	 * own.
	 */
	void checkActivities(List<Method> activities) {
		callers().forEach((method, callers) -> {
			List<String> skipped = OwnAdvice.of(method);
			if (skipped.isEmpty() || (OwnAdvice.isJoining(method) && areTransactional(callers, activities))) {
				return;
			}
			this.problems.add(this.type, method,
					"has " + String.join(" and ", skipped) + " and is called on the bean itself, by " + names(callers)
							+ ": no proxy sees that, so the annotation does nothing there",
					"Move the method into another bean and call it there, or let the workflow call both. Where plain"
							+ " code is meant, move it into a private method that both call");
		});
	}

	private Map<Method, Set<String>> callers() {
		Map<Method, Set<String>> callers = new LinkedHashMap<>();
		for (SelfCall call : this.calls) {
			find(call)
				.ifPresent((method) -> callers.computeIfAbsent(method, (key) -> new TreeSet<>()).add(call.caller()));
		}
		return callers;
	}

	private Optional<Method> find(SelfCall call) {
		return Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(this.type))
			.filter((method) -> method.getName().equals(call.name())
					&& Type.getMethodDescriptor(method).equals(call.descriptor()))
			.map(BridgeMethodResolver::findBridgedMethod)
			.findFirst();
	}

	/**
	 * Tell whether each activity from which the callers are reached is in a transaction
	 * of its own already, which the method would only join.
	 */
	private boolean areTransactional(Set<String> callers, List<Method> activities) {
		Set<String> reaching = new HashSet<>(callers);
		boolean more = true;
		while (more) {
			more = false;
			for (SelfCall call : this.calls) {
				more |= reaching.contains(call.name()) && reaching.add(call.caller());
			}
		}
		return activities.stream()
			.filter((activity) -> reaching.contains(activity.getName()))
			.allMatch((activity) -> OwnAdvice.isTransactional(activity, this.type));
	}

	private static String names(Set<String> callers) {
		return String.join(", ", callers);
	}

}
