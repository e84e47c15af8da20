package dev.durable.coexistence;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Does what the developer tools do at each change: closes the context and starts it again
 * in the same JVM, with the classes of the application loaded anew. Runs in a JVM of its
 * own, in which there is nothing else.
 */
final class RestartingProcess {

	private static final String PACKAGE = "dev.durable.coexistence.restart.";

	private static final int ROUNDS = 3;

	private static final int SECONDS_MAX = 30;

	private RestartingProcess() {
	}

	public static void main(String[] arguments) throws Exception {
		startWithout(arguments);
		List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			loaders.add(start(round, arguments));
			awaitEndOfThreads(round);
		}
		try {
			Awaitility.await().atMost(SECONDS_MAX, TimeUnit.SECONDS).until(() -> isGone(loaders));
		}
		catch (ConditionTimeoutException ex) {
			throw new IllegalStateException(
					"Classes of earlier rounds are still there, maybe by the threads " + holders(loaders), ex);
		}
		System.out.println("Nothing is left of " + ROUNDS + " rounds");
	}

	/*
	 * Some parts of Spring keep the class loader of the application that is the first in
	 * the JVM: its shutdown hook, the logging system, shared converters. So the first is
	 * one without the starter, and whatever holds one of the others is the starter's.
	 */
	private static void startWithout(String[] arguments) throws Exception {
		String[] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = "--durable.enabled=false";
		start(-1, all);
	}

	private static void awaitEndOfThreads(int round) {
		Awaitility.await("threads of round " + round + " are gone")
			.atMost(SECONDS_MAX, TimeUnit.SECONDS)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("durable")));
	}

	private static WeakReference<ClassLoader> start(int round, String[] arguments) throws Exception {
		ClassLoader loader = new ApplicationClassLoader();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread main = new Thread(() -> {
			try {
				loader.loadClass(PACKAGE + "RestartedApplication")
					.getMethod("run", int.class, String[].class)
					.invoke(null, round, arguments);
			}
			catch (ReflectiveOperationException ex) {
				failure.set(ex);
			}
		}, "restarted-main-" + round);
		main.setContextClassLoader(loader);
		main.start();
		main.join();
		if (failure.get() != null) {
			throw new IllegalStateException("Round " + round, failure.get());
		}
		return new WeakReference<>(loader);
	}

	/** With the caches cleared that the developer tools clear. */
	private static boolean isGone(List<WeakReference<ClassLoader>> loaders) {
		ResolvableType.clearCache();
		ReflectionUtils.clearCache();
		AnnotationUtils.clearCache();
		System.gc();
		return loaders.stream().allMatch((loader) -> loader.get() == null);
	}

	private static List<String> holders(List<WeakReference<ClassLoader>> loaders) {
		List<ClassLoader> left = loaders.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> left.contains(thread.getContextClassLoader()))
			.map(Thread::getName)
			.toList();
	}

	/**
	 * Loads the classes of the application itself, and all others as usual.
	 */
	private static final class ApplicationClassLoader extends ClassLoader {

		ApplicationClassLoader() {
			super(RestartingProcess.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(PACKAGE)) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (stream == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] code = stream.readAllBytes();
				return defineClass(name, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
