package dev.durable.engine;

import java.util.Map;

/**
 * Carries context such as the MDC from a caller to the code that runs for it.
 */
public interface ContextPropagation {

	/**
	 * What holds where there are no propagators.
	 */
	ContextPropagation NONE = new ContextPropagation() {
		@Override
		public Map<String, String> capture() {
			return Map.of();
		}

		@Override
		public Runnable restore(Map<String, String> headers) {
			return () -> {
			};
		}
	};

	/**
	 * Capture the context of the calling thread.
	 * @return what each propagator has captured, by its name
	 */
	Map<String, String> capture();

	/**
	 * Put context on the calling thread.
	 * @param headers what was captured; what is missing is empty
	 * @return puts back what was there before
	 */
	Runnable restore(Map<String, String> headers);

}
