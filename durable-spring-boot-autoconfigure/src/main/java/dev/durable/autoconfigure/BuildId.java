package dev.durable.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Names a build of the workflow code: the version of the application, with a digest of
 * the byte code, as versions are not always changed with the code.
 */
final class BuildId {

	private static final int DIGEST_CHARS = 12;

	private BuildId() {
	}

	static String of(@Nullable String version, List<Class<?>> workflows) {
		String prefix = (version != null) ? version : implementationVersion(workflows);
		return ((prefix != null) ? prefix + "-" : "") + digest(workflows);
	}

	private static @Nullable String implementationVersion(List<Class<?>> workflows) {
		for (Class<?> workflow : workflows) {
			String version = workflow.getPackage().getImplementationVersion();
			if (version != null) {
				return version;
			}
		}
		return null;
	}

	private static String digest(List<Class<?>> workflows) {
		TreeSet<Class<?>> classes = new TreeSet<>(Comparator.comparing(Class::getName));
		workflows.forEach((workflow) -> add(workflow, classes));
		MessageDigest digest = sha256();
		classes.forEach((type) -> digest.update(byteCode(type)));
		return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARS);
	}

	private static void add(@Nullable Class<?> type, TreeSet<Class<?>> classes) {
		if (type != null && type.getClassLoader() != Object.class.getClassLoader() && classes.add(type)) {
			add(type.getSuperclass(), classes);
			for (Class<?> nested : type.getDeclaredClasses()) {
				add(nested, classes);
			}
		}
	}

	private static byte[] byteCode(Class<?> type) {
		try (InputStream stream = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			return (stream != null) ? stream.readAllBytes() : type.getName().getBytes();
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"The byte code of workflow class " + type.getName() + " cannot be read: set durable.build-id", ex);
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JDK has no SHA-256", ex);
		}
	}

}
