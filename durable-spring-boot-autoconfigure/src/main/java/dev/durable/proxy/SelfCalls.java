package dev.durable.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.util.ClassUtils;

/**
 * Finds in the byte code of a class what it calls on itself, past any proxy: in its
 * methods and those it inherits, in lambdas and in classes inside of it.
 */
final class SelfCalls {

	private SelfCalls() {
	}

	/**
	 * Find the calls.
	 * @param type the class
	 * @return the calls; none of a class whose byte code cannot be read
	 */
	static Set<SelfCall> of(Class<?> type) {
		Set<SelfCall> calls = new LinkedHashSet<>();
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			Set<String> owners = Set.copyOf(List.of(internalName(each), internalName(type)));
			for (Class<?> member : members(each)) {
				read(member, (member == each) ? Set.of() : owners, calls);
			}
		}
		return calls;
	}

	private static String internalName(Class<?> type) {
		return type.getName().replace('.', '/');
	}

	private static List<Class<?>> members(Class<?> type) {
		try {
			return Arrays.stream(type.getNestMembers())
				.filter((member) -> member == type || isInside(member, type))
				.toList();
		}
		catch (LinkageError ex) {
			return List.of(type);
		}
	}

	private static boolean isInside(Class<?> member, Class<?> type) {
		Class<?> outer = member.getEnclosingClass();
		while (outer != null && outer != type) {
			outer = outer.getEnclosingClass();
		}
		return outer == type;
	}

	private static void read(Class<?> member, Set<String> outer, Set<SelfCall> calls) {
		try (InputStream stream = member.getResourceAsStream(ClassUtils.getClassFileName(member))) {
			if (stream != null) {
				new ClassReader(stream).accept(new Methods(outer, calls), ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			// Byte code of a later version: what cannot be read is not judged
		}
	}

	/**
	 * A call on the object itself.
	 *
	 * @param caller the name of the method that calls
	 * @param callerDescriptor its parameters and result; empty in a lambda or in a class
	 * inside
	 * @param name the name of the method that is called
	 * @param descriptor its parameters and result, as in byte code
	 */
	record SelfCall(String caller, String callerDescriptor, String name, String descriptor) {
	}

	private static final class Methods extends ClassVisitor {

		private static final String LAMBDA = "lambda$";

		private final Set<String> outer;

		private final Set<SelfCall> calls;

		private String owner = "";

		Methods(Set<String> outer, Set<SelfCall> calls) {
			super(SpringAsmInfo.ASM_VERSION);
			this.outer = outer;
			this.calls = calls;
		}

		@Override
		public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
				String @Nullable [] interfaces) {
			this.owner = name;
		}

		/**
		 * A bridge calls what it is a bridge to, for those who came through the proxy.
		 */
		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			if ((access & Opcodes.ACC_BRIDGE) != 0) {
				return null;
			}
			boolean own = this.outer.isEmpty() && !name.startsWith(LAMBDA);
			String caller = own ? name : written(name);
			return new ThisTracker(access, descriptor, this.outer, (called, parameters) -> this.calls
				.add(new SelfCall(caller, own ? descriptor : "", called, parameters)));
		}

		/**
		 * The method in whose source the code stands.
		 */
		private String written(String name) {
			if (name.startsWith(LAMBDA)) {
				int end = name.lastIndexOf('$');
				return (end > LAMBDA.length()) ? name.substring(LAMBDA.length(), end) : name;
			}
			return this.owner.substring(this.owner.lastIndexOf('/') + 1) + "." + name;
		}

	}

}
