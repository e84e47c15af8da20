package dev.durable.guide.activities;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

@Component
public class OpenRequests {

	private final Map<String, String> tokens = new ConcurrentHashMap<>();

	public void add(String orderId, String token) {
		this.tokens.put(orderId, token);
	}

	public String token(String orderId) {
		return this.tokens.get(orderId);
	}

}
