package dev.durable.proxy;

import org.springframework.asm.Opcodes;

/**
 * How many words an instruction without operands takes from the stack and puts onto it.
 */
final class WordEffects {

	/* Two digits for each opcode from NOP on: taken, put. */
	private static final String TABLE = "0001010101010101010202010101020200000000000000000000000000000000"
			+ "0000000000000000000000000000212221222121212100000000000000000000"
			+ "0000000000000000000000000000003040304030303030000000000000000000"
			+ "2142214221422142214221422142214221422142112211222132213221322142"
			+ "2142214200121112212122111212212221111111412121414100000000000000"
			+ "0000000000000000000000000000000000000000000000000000000000001100" + "00001010";

	private WordEffects() {
	}

	static int popped(int opcode) {
		return digit(2 * opcode);
	}

	static int pushed(int opcode) {
		return digit(2 * opcode + 1);
	}

	private static int digit(int index) {
		return TABLE.charAt(index) - '0';
	}

	/**
	 * Tell whether the instruction after it is reached by jumps only.
	 */
	static boolean isEnd(int opcode) {
		return (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) || opcode == Opcodes.ATHROW;
	}

}
