package dev.durable.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The code that pages show: what stands between {@code // tag::name[]} and
 * {@code // end::name[]} in the classes of the guide. Parts with one name are one region.
 */
final class Regions {

	private static final Pattern MARK = Pattern.compile("\\s*// (tag|end)::([a-z-]+)\\[]");

	private final Map<String, String> files = new LinkedHashMap<>();

	private final Map<String, StringBuilder> parts = new TreeMap<>();

	static Map<String, String> in(Path sources) throws IOException {
		Regions regions = new Regions();
		try (Stream<Path> files = Files.walk(sources)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).sorted().toList()) {
				regions.add(file.getFileName().toString(), Files.readAllLines(file));
			}
		}
		Map<String, String> code = new TreeMap<>();
		regions.parts.forEach((name, text) -> code.put(name, normalized(text.toString())));
		return code;
	}

	private void add(String file, List<String> lines) {
		Set<String> open = new LinkedHashSet<>();
		for (String line : lines) {
			Matcher mark = MARK.matcher(line);
			if (!mark.matches()) {
				open.forEach((name) -> this.parts.get(name).append(line).append('\n'));
			}
			else if (mark.group(1).equals("tag")) {
				open(open, mark.group(2), file);
			}
			else if (!open.remove(mark.group(2))) {
				throw new IllegalStateException("Region '" + mark.group(2) + "' ends in " + file + " and is not open");
			}
		}
		if (!open.isEmpty()) {
			throw new IllegalStateException("Regions " + open + " do not end in " + file);
		}
	}

	private void open(Set<String> open, String name, String file) {
		String other = this.files.putIfAbsent(name, file);
		if (other != null && !other.equals(file)) {
			throw new IllegalStateException("Region '" + name + "' is in " + other + " and in " + file);
		}
		this.parts.computeIfAbsent(name, (key) -> new StringBuilder());
		open.add(name);
	}

	/**
	 * Take away common indentation, empty lines around, and all but one of several.
	 * @param code the code
	 * @return the code as it is compared
	 */
	static String normalized(String code) {
		return code.stripTrailing().stripIndent().replaceAll("\n{3,}", "\n\n").strip();
	}

}
