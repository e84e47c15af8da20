package dev.durable.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of the documentation.
 *
 * @param path its file
 * @param text what it says
 */
record Page(Path path, String text) {

	private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

	static Page of(Path path) {
		try {
			return new Page(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Page " + path + " cannot be read", ex);
		}
	}

	/**
	 * Return the Java code that the page shows.
	 * @return the blocks, normalized
	 */
	List<String> javaBlocks() {
		List<String> blocks = new ArrayList<>();
		Matcher block = FENCED.matcher(this.text);
		while (block.find()) {
			if (block.group(1).equals("java")) {
				blocks.add(Regions.normalized(block.group(2)));
			}
		}
		return blocks;
	}

	/**
	 * Return where the page leads to inside the project.
	 * @return the targets of its links that are no web addresses
	 */
	List<String> links() {
		return LINK.matcher(prose())
			.results()
			.map((link) -> link.group(1))
			.filter((link) -> !link.matches("[a-z]+:.*"))
			.toList();
	}

	/**
	 * Tell whether a link of this page leads to something.
	 * @param link the link, relative to this page
	 * @return true if its file is there, with the heading that it names
	 */
	boolean resolves(String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? this.path : this.path.resolveSibling(parts[0]).normalize();
		if (!Files.exists(target)) {
			return false;
		}
		return parts.length == 1 || Page.of(target).anchors().contains(parts[1]);
	}

	private Set<String> anchors() {
		return HEADING.matcher(prose())
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private String prose() {
		return FENCED.matcher(this.text).replaceAll("");
	}

}
