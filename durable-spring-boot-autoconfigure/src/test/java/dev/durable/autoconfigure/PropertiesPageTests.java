package dev.durable.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page of all settings says what the configuration metadata says.
 */
class PropertiesPageTests {

	private static final Path PAGE = Path.of("..", "docs", "reference", "properties.md");

	private static final String COMMAND = "mvn test -pl durable-spring-boot-autoconfigure -am"
			+ " -Dtest=PropertiesPageTests -Ddurable.docs.write=true";

	private static final String HEAD = """
			# Properties

			All settings of Durable. Those of activities can also be set for one activity, by its name in brackets, for example
			`durable.activities[Payments.charge].start-to-close-timeout=5s`; they go before the annotation, and the annotation before
			`durable.activity.defaults`.

			A value that is not possible stops the start. The message names the key, the value, where it was set and what is allowed.

			<!-- Made from the configuration metadata; do not edit. To write it anew:
			%s -->

			"""
		.formatted(COMMAND);

	@Test
	void pageSaysWhatTheMetadataSays() throws Exception {
		String page = HEAD + Metadata.read()
			.keys()
			.values()
			.stream()
			.map(PropertiesPageTests::entry)
			.collect(Collectors.joining("\n"));
		if (Boolean.getBoolean("durable.docs.write")) {
			Files.createDirectories(PAGE.getParent());
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).as("the page is not what the metadata says; write it anew by: " + COMMAND).hasContent(page);
	}

	private static String entry(Metadata.Key key) {
		String value = (key.defaultValue() != null) ? "`" + key.defaultValue() + "`" : "see below";
		String head = "### `" + key.name() + "`\n\n" + type(key.type()) + ", default " + value + "\n\n"
				+ key.description() + "\n";
		String hints = key.hints().stream().map(PropertiesPageTests::hint).collect(Collectors.joining());
		return hints.isEmpty() ? head : head + "\n" + hints;
	}

	private static String hint(Metadata.Hint hint) {
		String value = (hint.value() == null) ? "" : hint.value().isEmpty() ? "*(empty)* " : "`" + hint.value() + "` ";
		return "* " + value + hint.description() + "\n";
	}

	private static String type(String type) {
		String outer = type.replaceAll("<.*", "");
		return switch (outer.substring(outer.lastIndexOf('.') + 1)) {
			case "Map" -> "Map by name";
			case "List", "Set" -> type.contains("Class<") ? "List of classes" : "List of texts";
			case "SchemaMode", "ArgumentDriftMode" -> "One of the values below";
			case "Boolean" -> "`true` or `false`";
			case "Integer" -> "Whole number";
			case "Double" -> "Number";
			case "DataSize" -> "Size";
			case "Duration" -> "Duration";
			case "String" -> "Text";
			default -> "`" + outer + "`";
		};
	}

}
