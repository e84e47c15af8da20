package dev.durable.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration metadata that is published with the starter.
 */
final class Metadata {

	private static final Path FILE = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");

	private final JsonNode root;

	private Metadata(JsonNode root) {
		this.root = root;
	}

	static Metadata read() {
		try {
			return new Metadata(JsonMapper.shared().readTree(Files.readString(FILE)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Those of the engine; endpoints have keys that Actuator gives them. */
	Map<String, Key> keys() {
		Map<String, Key> keys = new TreeMap<>();
		for (JsonNode property : this.root.path("properties")) {
			String name = property.path("name").asString();
			if (!name.startsWith("durable.")) {
				continue;
			}
			keys.put(name, new Key(name, property.path("type").asString(), property.path("description").asString(""),
					text(property.path("defaultValue")), hints(name)));
		}
		return keys;
	}

	/** Of a map the hints are for its keys. */
	private List<Hint> hints(String name) {
		List<Hint> hints = new ArrayList<>();
		for (JsonNode hint : this.root.path("hints")) {
			if (hint.path("name").asString().equals(name) || hint.path("name").asString().equals(name + ".keys")) {
				hint.path("values")
					.forEach((value) -> hints
						.add(new Hint(text(value.path("value")), value.path("description").asString(""))));
				if (!hint.has("values")) {
					hint.path("providers")
						.forEach((provider) -> hints.add(new Hint(null, "A class that extends `"
								+ provider.path("parameters").path("target").asString() + "`.")));
				}
			}
		}
		return hints;
	}

	private static String text(JsonNode node) {
		if (node.isMissingNode()) {
			return null;
		}
		return node.isArray() ? node.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
				: node.asString();
	}

	record Key(String name, String type, String description, String defaultValue, List<Hint> hints) {

	}

	record Hint(String value, String description) {

	}

}
