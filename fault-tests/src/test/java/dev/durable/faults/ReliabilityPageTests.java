package dev.durable.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code docs/operations/reliability.md}: each promise has a test that is
 * there, each is judged by the fault suite, and each patch of the zoo is in its table.
 */
class ReliabilityPageTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern PROMISE = Pattern.compile("\\| (P\\d+) \\| .+ \\| (.+) \\| (.+) \\|");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)`");

	private static final int PROMISES = 19;

	/** It is about schedules, which there are none of yet. */
	private static final String NOT_YET = "P11";

	private final String page = read(ROOT.resolve("docs/operations/reliability.md"));

	@Test
	void eachPromiseIsProvedByATestThatIsThere() throws IOException {
		Set<String> files;
		try (Stream<Path> tree = Files.walk(ROOT)) {
			files = tree.filter((file) -> file.toString().contains("src/test/java"))
				.map((file) -> file.getFileName().toString())
				.collect(Collectors.toSet());
		}
		TreeMap<String, List<String>> tests = new TreeMap<>();
		Matcher row = PROMISE.matcher(this.page);
		while (row.find()) {
			List<String> named = TEST.matcher(row.group(2)).results().map((match) -> match.group(1)).toList();
			assertThat(named).as(row.group(1)).allMatch((name) -> files.contains(name + ".java"));
			assertThat(row.group(3)).as(row.group(1) + " in the fault suite").startsWith("yes");
			tests.put(row.group(1), named);
		}
		assertThat(tests.keySet()).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, PROMISES)
			.mapToObj((number) -> "P" + number)
			.filter((name) -> !name.equals(NOT_YET))
			.toList());
		assertThat(tests).allSatisfy((promise, named) -> assertThat(named).as(promise).isNotEmpty());
	}

	@Test
	void eachPatchOfTheZooIsInTheTable() throws IOException {
		List<String> rows = new ArrayList<>(this.page.lines()
			.dropWhile((line) -> !line.startsWith("## The bug zoo"))
			.takeWhile((line) -> !line.startsWith("## Failpoints"))
			.filter((line) -> line.startsWith("| ") && line.contains("`"))
			.toList());
		assertThat(rows).hasSameSizeAs(patches());
	}

	/**
	 * A bug that no longer fits the code would be caught by nothing.
	 */
	@Test
	void eachPatchOfTheZooFitsTheCode() throws Exception {
		for (Path patch : patches()) {
			Process git = new ProcessBuilder("git", "apply", "--check", patch.toString()).directory(ROOT.toFile())
				.redirectErrorStream(true)
				.start();
			String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(git.waitFor()).as(patch.getFileName() + ": " + output).isZero();
		}
	}

	private static List<Path> patches() throws IOException {
		try (Stream<Path> files = Files.list(ROOT.resolve("fault-tests/zoo"))) {
			return files.filter((file) -> file.toString().endsWith(".patch")).sorted().toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
