package dev.durable.guide.failures;

public class AccountClosed extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public AccountClosed(String message, Throwable cause) {
		super(message, cause);
	}

}
