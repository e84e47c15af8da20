package dev.durable.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages show code that compiles, and lead to pages that are there. Each
 * Java block of the guide and of the README is a tagged region of the classes beside this
 * one.
 */
class GuidePagesTests {

	private static final Path ROOT = root();

	private final Map<String, String> regions;

	private final List<Page> pages;

	GuidePagesTests() throws IOException {
		this.regions = Regions.in(Path.of("src/test/java/dev/durable/guide"));
		this.pages = pages();
	}

	@Test
	void guideIsLookedAt() {
		assertThat(this.pages).filteredOn(GuidePagesTests::isInGuide).hasSizeGreaterThan(20);
		assertThat(this.pages).filteredOn(GuidePagesTests::isInGuide)
			.flatExtracting(Page::javaBlocks)
			.hasSizeGreaterThan(40);
		assertThat(this.pages).flatExtracting(Page::links).hasSizeGreaterThan(60);
	}

	@Test
	void eachBlockIsCompiledCode() {
		List<String> foreign = new ArrayList<>();
		for (Page page : this.pages) {
			if (isInGuide(page) || isReadme(page)) {
				page.javaBlocks()
					.stream()
					.filter((block) -> !this.regions.containsValue(block))
					.forEach((block) -> foreign.add(name(page) + " shows code that is in no region:\n" + block));
			}
		}
		assertThat(foreign).isEmpty();
	}

	@Test
	void eachRegionIsShown() {
		List<String> shown = this.pages.stream().flatMap((page) -> page.javaBlocks().stream()).toList();
		TreeSet<String> hidden = new TreeSet<>(this.regions.keySet());
		hidden.removeIf((name) -> shown.contains(this.regions.get(name)));
		assertThat(hidden).isEmpty();
	}

	@Test
	void eachLinkLeadsSomewhere() {
		List<String> dead = new ArrayList<>();
		for (Page page : this.pages) {
			page.links()
				.stream()
				.filter((link) -> !page.resolves(link))
				.forEach((link) -> dead.add(name(page) + " -> " + link));
		}
		assertThat(dead).isEmpty();
	}

	@Test
	void indexLeadsToEachPage() {
		Page index = Page.of(ROOT.resolve("docs/guide/README.md"));
		List<String> names = this.pages.stream()
			.filter(GuidePagesTests::isInGuide)
			.map((page) -> page.path().getFileName().toString())
			.filter((name) -> !name.equals("README.md"))
			.toList();
		assertThat(index.links()).containsAll(names);
		assertThat(Page.of(ROOT.resolve("README.md")).links()).contains("docs/guide/README.md");
	}

	private static List<Page> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
				.filter((path) -> path.toString().endsWith(".md"))
				.sorted()
				.map(Page::of)
				.toList();
		}
	}

	private static boolean isInGuide(Page page) {
		return page.path().startsWith(ROOT.resolve("docs/guide"));
	}

	private static boolean isReadme(Page page) {
		return page.path().equals(ROOT.resolve("README.md"));
	}

	private static String name(Page page) {
		return ROOT.relativize(page.path()).toString();
	}

	private static Path root() {
		Path module = Path.of("").toAbsolutePath();
		Path root = module.getParent();
		if (root == null || !Files.exists(root.resolve("docs/guide"))) {
			throw new IllegalStateException("There is no docs/guide beside " + module);
		}
		return root;
	}

}
