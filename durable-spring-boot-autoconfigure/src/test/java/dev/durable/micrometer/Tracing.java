package dev.durable.micrometer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A real tracer, whose spans are kept in memory.
 */
@Configuration(proxyBeanMethods = false)
class Tracing {

	@Bean
	Spans spans() {
		return new Spans();
	}

	@Bean
	ObservationHandler<?> tracingHandler(Spans spans) {
		SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(spans).build();
		Tracer tracer = provider.get("test");
		OtelCurrentTraceContext current = new OtelCurrentTraceContext();
		OtelTracer bridge = new OtelTracer(tracer, current, (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer);
		return new FirstMatchingCompositeObservationHandler(
				new PropagatingSenderTracingObservationHandler<>(bridge, propagator),
				new PropagatingReceiverTracingObservationHandler<>(bridge, propagator),
				new DefaultTracingObservationHandler(bridge));
	}

	/**
	 * The spans that have ended, and those that are open.
	 */
	static final class Spans implements SpanProcessor {

		private final List<SpanData> ended = new CopyOnWriteArrayList<>();

		private final Set<String> open = ConcurrentHashMap.newKeySet();

		@Override
		public void onStart(Context parent, ReadWriteSpan span) {
			this.open.add(span.getName() + " " + span.getSpanContext().getSpanId());
		}

		@Override
		public boolean isStartRequired() {
			return true;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.ended.add(span.toSpanData());
			this.open.removeIf((each) -> each.endsWith(span.getSpanContext().getSpanId()));
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

		Set<String> open() {
			return this.open;
		}

		List<SpanData> all() {
			return List.copyOf(this.ended);
		}

		List<SpanData> named(String name) {
			return this.ended.stream().filter((span) -> span.getName().equals(name)).toList();
		}

		SpanData only(String name) {
			List<SpanData> found = named(name);
			if (found.size() != 1) {
				throw new AssertionError(found.size() + " spans are named '" + name + "': " + names());
			}
			return found.get(0);
		}

		List<String> names() {
			return this.ended.stream().map(SpanData::getName).toList();
		}

	}

}
