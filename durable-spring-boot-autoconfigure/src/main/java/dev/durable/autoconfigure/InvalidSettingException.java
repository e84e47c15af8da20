package dev.durable.autoconfigure;

/**
 * A setting is out of its limits.
 */
final class InvalidSettingException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String key;

	private final String value;

	private final String allowed;

	InvalidSettingException(String key, String value, String allowed) {
		super(key + " (" + value + ") must be " + allowed);
		this.key = key;
		this.value = value;
		this.allowed = allowed;
	}

	String key() {
		return this.key;
	}

	String value() {
		return this.value;
	}

	/**
	 * What is allowed, to be read after "must be".
	 */
	String allowed() {
		return this.allowed;
	}

}
