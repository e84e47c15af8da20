package dev.durable.guide.shop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.stereotype.Component;

/**
 * What the activities of the shop have done, for the tests to look at.
 */
@Component
public class Journal {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	public void add(String line) {
		this.lines.add(line);
	}

	public List<String> about(String id) {
		return this.lines.stream().filter((line) -> line.endsWith(" " + id)).toList();
	}

}
