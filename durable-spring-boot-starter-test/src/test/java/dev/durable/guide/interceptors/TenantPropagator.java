package dev.durable.guide.interceptors;

import dev.durable.ContextPropagator;

import org.springframework.stereotype.Component;

// tag::propagator[]
@Component
class TenantPropagator implements ContextPropagator {

	@Override
	public String name() {
		return "tenant";
	}

	@Override
	public String capture() {
		return CurrentTenant.get();
	}

	@Override
	public Restored restore(String value) {
		String before = CurrentTenant.get();
		CurrentTenant.set(value);
		return () -> CurrentTenant.set(before);
	}

}
// end::propagator[]
