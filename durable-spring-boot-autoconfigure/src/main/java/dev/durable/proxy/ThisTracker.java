package dev.durable.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;

/**
 * Follows the object itself through the operand stack and the local variables of a
 * method, and tells what is called on it. A call on another object of the same class, as
 * an injected proxy of it is, is none.
 * <p>
 * A stack has a place for each word, as the virtual machine counts them, so that a long
 * takes two; each says whether it is the object itself.
 */
final class ThisTracker extends MethodVisitor {

	private final Set<String> outer;

	private final BiConsumer<String, String> calls;

	private final Map<Integer, Boolean> locals = new HashMap<>();

	private final Map<Label, List<Boolean>> stacks = new HashMap<>();

	private List<Boolean> stack = new ArrayList<>();

	private boolean reachable = true;

	/**
	 * Create a tracker.
	 * @param access the modifiers of the method
	 * @param descriptor its parameters and result
	 * @param outer the classes around the one that has the method, an instance of which
	 * counts as the object itself; empty if the class itself counts
	 * @param calls told the name and the descriptor of each method that is called
	 */
	ThisTracker(int access, String descriptor, Set<String> outer, BiConsumer<String, String> calls) {
		super(SpringAsmInfo.ASM_VERSION);
		this.outer = outer;
		this.calls = calls;
		boolean instance = (access & Opcodes.ACC_STATIC) == 0;
		this.locals.put(0, instance && outer.isEmpty());
	}

	private void push(int words) {
		for (int i = 0; i < words; i++) {
			this.stack.add(false);
		}
	}

	private boolean pop(int words) {
		boolean last = false;
		for (int i = 0; i < words && !this.stack.isEmpty(); i++) {
			last = this.stack.remove(this.stack.size() - 1);
		}
		return last;
	}

	private void unreachable() {
		this.reachable = false;
		this.stack = new ArrayList<>();
	}

	@Override
	public void visitInsn(int opcode) {
		if (opcode >= Opcodes.POP && opcode <= Opcodes.SWAP) {
			move(opcode);
			return;
		}
		if (WordEffects.isEnd(opcode)) {
			unreachable();
			return;
		}
		pop(WordEffects.popped(opcode));
		push(WordEffects.pushed(opcode));
	}

	private void move(int opcode) {
		switch (opcode) {
			case Opcodes.POP -> pop(1);
			case Opcodes.POP2 -> pop(2);
			case Opcodes.DUP -> copy(1, 0);
			case Opcodes.DUP_X1 -> copy(1, 1);
			case Opcodes.DUP_X2 -> copy(1, 2);
			case Opcodes.DUP2 -> copy(2, 0);
			case Opcodes.DUP2_X1 -> copy(2, 1);
			case Opcodes.DUP2_X2 -> copy(2, 2);
			default -> {
				copy(1, 1);
				pop(1);
			}
		}
	}

	/**
	 * Copy the uppermost words below some others.
	 */
	private void copy(int words, int below) {
		int size = this.stack.size();
		if (size >= words + below) {
			this.stack.addAll(size - words - below, List.copyOf(this.stack.subList(size - words, size)));
		}
	}

	@Override
	public void visitIntInsn(int opcode, int operand) {
		pop((opcode == Opcodes.NEWARRAY) ? 1 : 0);
		push(1);
	}

	@Override
	public void visitVarInsn(int opcode, int variable) {
		switch (opcode) {
			case Opcodes.ALOAD -> this.stack.add(this.locals.getOrDefault(variable, false));
			case Opcodes.ILOAD, Opcodes.FLOAD -> push(1);
			case Opcodes.LLOAD, Opcodes.DLOAD -> push(2);
			case Opcodes.LSTORE, Opcodes.DSTORE -> pop(2);
			default -> this.locals.put(variable, pop(1));
		}
	}

	@Override
	public void visitTypeInsn(int opcode, String type) {
		if (opcode == Opcodes.CHECKCAST) {
			return;
		}
		pop((opcode == Opcodes.NEW) ? 0 : 1);
		push(1);
	}

	@Override
	public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
		int words = Type.getType(descriptor).getSize();
		switch (opcode) {
			case Opcodes.GETSTATIC -> push(words);
			case Opcodes.PUTSTATIC -> pop(words);
			case Opcodes.PUTFIELD -> pop(words + 1);
			default -> {
				pop(1);
				push(words);
				if (name.startsWith("this$") && this.outer.contains(Type.getType(descriptor).getInternalName())) {
					this.stack.set(this.stack.size() - 1, true);
				}
			}
		}
	}

	@Override
	public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
		popArguments(descriptor);
		if (opcode != Opcodes.INVOKESTATIC && pop(1) && opcode != Opcodes.INVOKESPECIAL) {
			this.calls.accept(name, descriptor);
		}
		push(Type.getReturnType(descriptor).getSize());
	}

	private void popArguments(String descriptor) {
		pop((Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1);
	}

	/**
	 * A reference to a method of the object itself is a call of it.
	 */
	@Override
	public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
		int words = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
		boolean captured = words > 0 && this.stack.size() >= words && this.stack.get(this.stack.size() - words);
		for (Object argument : arguments) {
			if (captured && argument instanceof Handle handle && !handle.getName().startsWith("lambda$")
					&& (handle.getTag() == Opcodes.H_INVOKEVIRTUAL || handle.getTag() == Opcodes.H_INVOKEINTERFACE)) {
				this.calls.accept(handle.getName(), handle.getDesc());
			}
		}
		popArguments(descriptor);
		push(Type.getReturnType(descriptor).getSize());
	}

	@Override
	public void visitJumpInsn(int opcode, Label label) {
		if (opcode != Opcodes.GOTO) {
			boolean two = opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE;
			pop(two ? 2 : 1);
		}
		target(label);
		if (opcode == Opcodes.GOTO) {
			unreachable();
		}
	}

	private void target(Label label) {
		this.stacks.putIfAbsent(label, List.copyOf(this.stack));
	}

	@Override
	public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
		jump(otherwise, labels);
	}

	@Override
	public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
		jump(otherwise, labels);
	}

	private void jump(Label otherwise, Label... labels) {
		pop(1);
		target(otherwise);
		for (Label label : labels) {
			target(label);
		}
		unreachable();
	}

	@Override
	public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
		this.stacks.put(handler, List.of(false));
	}

	@Override
	public void visitLabel(Label label) {
		List<Boolean> known = this.stacks.get(label);
		if (!this.reachable && known != null) {
			this.stack = new ArrayList<>(known);
		}
		this.reachable = true;
	}

	@Override
	public void visitLdcInsn(Object value) {
		boolean two = value instanceof Long || value instanceof Double
				|| (value instanceof ConstantDynamic constant && constant.getSize() == 2);
		push(two ? 2 : 1);
	}

	@Override
	public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
		pop(dimensions);
		push(1);
	}

}
