package dev.durable.guide.interceptors;

public final class CurrentTenant {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private CurrentTenant() {
	}

	public static String get() {
		return TENANT.get();
	}

	public static void set(String tenant) {
		if (tenant != null) {
			TENANT.set(tenant);
		}
		else {
			TENANT.remove();
		}
	}

}
