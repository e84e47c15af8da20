package dev.durable.guide.interceptors;

import java.util.concurrent.TimeUnit;

import dev.durable.ActivityInterceptor;
import dev.durable.Durable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

// tag::activity-interceptor[]
@Component
class SlowActivityInterceptor implements ActivityInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(SlowActivityInterceptor.class);

	@Override
	public Object intercept(ActivityCall call) throws Throwable {
		long start = System.nanoTime();
		try {
			return call.proceed();
		}
		finally {
			long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
			if (seconds > 10) {
				logger.warn("{} took {} s in attempt {}", call.activity(), seconds, Durable.activity().attempt());
			}
		}
	}

}
// end::activity-interceptor[]
