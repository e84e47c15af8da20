package dev.durable.store;

/**
 * Tells a store that the calling thread is one of the engine's own. Such a thread must
 * not wait for a connection that code of the application may hold: what it reads and
 * writes goes over the connections of the engine, whatever the method says of those who
 * call it otherwise.
 */
public final class EngineThreads {

	private static final ThreadLocal<Boolean> CURRENT = new ThreadLocal<>();

	private EngineThreads() {
	}

	/**
	 * Run a step of the engine on the calling thread.
	 * @param step the step
	 */
	public static void run(Runnable step) {
		CURRENT.set(true);
		try {
			step.run();
		}
		finally {
			CURRENT.remove();
		}
	}

	/**
	 * Tell whether the calling thread runs a step of the engine.
	 * @return true if it does
	 */
	public static boolean isCurrent() {
		return CURRENT.get() != null;
	}

}
