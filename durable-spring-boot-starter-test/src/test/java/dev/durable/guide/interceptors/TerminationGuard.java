package dev.durable.guide.interceptors;

import dev.durable.client.ClientInterceptor;

import org.springframework.stereotype.Component;

// tag::client-interceptor[]
@Component
class TerminationGuard implements ClientInterceptor {

	@Override
	public Object intercept(ClientCall call) throws Throwable {
		if (call.operation() == Operation.TERMINATE && CurrentTenant.get() != null) {
			throw new SecurityException("A tenant may not terminate " + call.workflowId());
		}
		return call.proceed();
	}

}
// end::client-interceptor[]
