package dev.durable.faults.chaos;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.durable.faults.chaos.Failpoint.Side;
import dev.durable.store.RunChange;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A store with failpoints before and after each of its methods, under their names. A
 * commit comes to further points, one for each kind of event that it writes, as
 * {@code commit.TimerFired}. A call that has found nothing to do has no point after it.
 */
final class FailpointStore implements InvocationHandler {

	private final Store store;

	private final Failpoints failpoints;

	private FailpointStore(Store store, Failpoints failpoints) {
		this.store = store;
		this.failpoints = failpoints;
	}

	static Store around(Store store, Failpoints failpoints) {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				new FailpointStore(store, failpoints));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return call(method, arguments);
		}
		Set<String> points = points(method, arguments);
		points.forEach((point) -> this.failpoints.reach(point, Side.BEFORE));
		Object result = call(method, arguments);
		if (!isNothing(result)) {
			points.forEach((point) -> this.failpoints.reach(point, Side.AFTER));
		}
		return result;
	}

	private static boolean isNothing(@Nullable Object result) {
		return Boolean.FALSE.equals(result) || Integer.valueOf(0).equals(result)
				|| (result instanceof Collection<?> found && found.isEmpty())
				|| (result instanceof Optional<?> found && found.isEmpty());
	}

	@SuppressWarnings("unchecked")
	private static Set<String> points(Method method, Object @Nullable [] arguments) {
		Set<String> points = new LinkedHashSet<>(Set.of(method.getName()));
		if (method.getName().equals("commit") && arguments != null) {
			for (RunChange change : (List<RunChange>) arguments[2]) {
				change.events().forEach((event) -> points.add("commit." + event.kind()));
			}
		}
		return points;
	}

	private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(this.store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
