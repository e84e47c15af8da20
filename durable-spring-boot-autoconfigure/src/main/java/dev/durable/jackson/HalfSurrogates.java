package dev.durable.jackson;

/**
 * Finds halves of surrogate pairs in written JSON. Whole pairs are written as UTF-8, only
 * halves have to be escaped; a name with one could not be read again.
 */
final class HalfSurrogates {

	private static final int ESCAPE_LENGTH = 6;

	private HalfSurrogates() {
	}

	static boolean isIn(byte[] json) {
		int index = 0;
		while (index < json.length) {
			if (json[index] != '\\') {
				index++;
			}
			else if (!isEscaped(json, index, 0xD8, 0xDF)) {
				index += 2;
			}
			else if (isEscaped(json, index, 0xD8, 0xDB) && isEscaped(json, index + ESCAPE_LENGTH, 0xDC, 0xDF)) {
				index += 2 * ESCAPE_LENGTH;
			}
			else {
				return true;
			}
		}
		return false;
	}

	private static boolean isEscaped(byte[] json, int index, int from, int to) {
		if (index + ESCAPE_LENGTH > json.length || json[index] != '\\' || json[index + 1] != 'u') {
			return false;
		}
		int high = Character.digit(json[index + 2], 16) * 16 + Character.digit(json[index + 3], 16);
		return high >= from && high <= to;
	}

}
