package dev.durable.guide.interceptors;

import dev.durable.Activity;

@Activity
public class TenantActivities {

	public String current() {
		return CurrentTenant.get();
	}

}
