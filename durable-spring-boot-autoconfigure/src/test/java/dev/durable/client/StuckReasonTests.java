package dev.durable.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each reason is explained where people look for it, and that each code which
 * is printed is one that can be looked up.
 */
class StuckReasonTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern CODE = Pattern.compile("DURABLE-\\d+");

	private static final Pattern ROW = Pattern.compile("\\| `(DURABLE-\\d+)` \\| `(\\w+)` \\|.+\\|.+\\|");

	private static final List<String> NAMES = Arrays.stream(StuckReason.values()).map(Enum::name).toList();

	@Test
	void readmeHasEveryReasonWithACodeOfItsOwn() throws IOException {
		List<Matcher> rows = rows("README.md", ROW);
		assertThat(rows).extracting((row) -> row.group(2)).containsExactlyInAnyOrderElementsOf(NAMES);
		assertThat(rows).extracting((row) -> row.group(1)).doesNotHaveDuplicates();
	}

	@Test
	void guideHasEveryReasonWithTheSameCode() throws IOException {
		List<String> codes = rows("README.md", ROW).stream().map((row) -> row.group(2) + " " + row.group(1)).toList();
		Pattern row = Pattern.compile("\\| `(\\w+)` \\|.*\\(`(DURABLE-\\d+)`\\) \\|.+\\|");
		assertThat(rows("docs/guide/failures.md", row)).extracting((each) -> each.group(1) + " " + each.group(2))
			.containsExactlyInAnyOrderElementsOf(codes);
	}

	@Test
	void tableOfMetersHasEveryReason() throws IOException {
		String line = lines("docs/operations/metrics.md").filter((each) -> each.contains("`durable.workflow.stuck`"))
			.findFirst()
			.orElseThrow();
		assertThat(NAMES).allSatisfy((name) -> assertThat(line).contains("`" + name.toLowerCase(Locale.ROOT) + "`"));
	}

	@Test
	void everyCodeThatIsPrintedIsInTheReadme() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
			assertThat(sources.filter((path) -> path.toString().endsWith(".java")).flatMap(StuckReasonTests::codes))
				.containsAll(rows("README.md", ROW).stream().map((row) -> row.group(1)).toList())
				.isSubsetOf(codes(ROOT.resolve("README.md")).toList());
		}
	}

	private static List<Matcher> rows(String file, Pattern pattern) throws IOException {
		return lines(file).map(pattern::matcher).filter(Matcher::matches).toList();
	}

	private static Stream<String> lines(String file) throws IOException {
		return Files.readAllLines(ROOT.resolve(file)).stream();
	}

	private static Stream<String> codes(Path file) {
		try {
			return CODE.matcher(Files.readString(file)).results().map((each) -> each.group()).toList().stream();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
