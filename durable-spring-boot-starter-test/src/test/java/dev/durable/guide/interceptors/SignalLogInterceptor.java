package dev.durable.guide.interceptors;

import dev.durable.Durable;
import dev.durable.WorkflowInterceptor;
import org.slf4j.Logger;

import org.springframework.stereotype.Component;

// tag::workflow-interceptor[]
@Component
class SignalLogInterceptor implements WorkflowInterceptor {

	// silent on replay
	private static final Logger logger = Durable.logger(SignalLogInterceptor.class);

	@Override
	public Object intercept(WorkflowCall call) throws Throwable {
		if (call.kind() == Kind.SIGNAL) {
			logger.info("{} gets {}", Durable.info().workflowId(), call.name());
		}
		return call.proceed();
	}

}
// end::workflow-interceptor[]
