package dev.durable.micrometer;

import java.util.Arrays;
import java.util.List;

import dev.durable.client.ClientInterceptor;
import dev.durable.node.StartedRun;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Observes starts, signals, queries and updates on the threads of their callers, with the
 * interceptors of the application inside.
 */
public final class ObservedCalls implements ClientInterceptor, Ordered {

	private final Guard guard = new Guard("The observations of calls");

	private final List<ClientCallObservationConvention> defaults = Arrays.stream(DurableObservation.values())
		.<ClientCallObservationConvention>map((kind) -> new DefaultClientCallObservationConvention(kind.defaultName()))
		.toList();

	private final ObservationRegistry registry;

	private final TracePropagator propagator;

	private final @Nullable ClientCallObservationConvention convention;

	/**
	 * Create it.
	 * @param registry where calls are observed
	 * @param propagator stores the trace of the caller
	 * @param convention how the application wants calls to be named, or null
	 */
	public ObservedCalls(ObservationRegistry registry, TracePropagator propagator,
			@Nullable ClientCallObservationConvention convention) {
		this.registry = registry;
		this.propagator = propagator;
		this.convention = convention;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 100;
	}

	@Override
	public @Nullable Object intercept(ClientCall call) throws Throwable {
		DurableObservation kind = kind(call.operation());
		if (kind == null || this.registry.isNoop()) {
			return call.proceed();
		}
		ClientCallContext context = new ClientCallContext(kind, call);
		GuardedObservation observation = GuardedObservation.start(this.guard, () -> start(context));
		return (observation != null) ? proceed(call, context, observation) : call.proceed();
	}

	private static @Nullable DurableObservation kind(Operation operation) {
		return switch (operation) {
			case START -> DurableObservation.WORKFLOW_START;
			case SIGNAL -> DurableObservation.WORKFLOW_SIGNAL;
			case QUERY -> DurableObservation.WORKFLOW_QUERY;
			case UPDATE -> DurableObservation.WORKFLOW_UPDATE;
			case CANCEL, TERMINATE -> null;
		};
	}

	private Observation start(ClientCallContext context) {
		DurableObservation kind = context.observation();
		context.setName(kind.defaultName());
		return kind.start(this.convention, this.defaults.get(kind.ordinal()), () -> context, this.registry);
	}

	private @Nullable Object proceed(ClientCall call, ClientCallContext context, GuardedObservation observation)
			throws Throwable {
		ClientCallContext before = this.propagator.sending(context);
		observation.enter();
		Throwable failure = null;
		try {
			Object result = call.proceed();
			if (result instanceof StartedRun started) {
				context.started(started.runId().toString());
			}
			return result;
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observation.exit();
			this.propagator.sending(before);
			observation.end(failure);
		}
	}

}
