package dev.durable.coexistence;

import dev.durable.Activity;

/**
 * Greets.
 */
@Activity
public class Greeter {

	public String greet(String name) {
		return "Hello " + name;
	}

}
