package dev.durable.micrometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the files of operators: the table of meters has them all, as they are, and
 * the expressions of dashboard and alert rules ask for what a scrape of a running
 * application has.
 */
class OperationsFilesTests {

	private static final Path FOLDER = Path.of("..", "docs", "operations");

	private static final Pattern SAMPLE = Pattern.compile("(durable_\\w+)(?:\\{([^}]*)})? .*");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"");

	private static final Pattern SELECTOR = Pattern.compile("(durable_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern GROUPING = Pattern.compile("(?:by|without|on|ignoring) \\(([^)]*)\\)");

	/** Every name that is no function, keyword, label or duration. */
	private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][\\w:]*\\b(?!\\s*\\()");

	private static final Set<String> KEYWORDS = Set.of("by", "without", "on", "ignoring", "or", "and", "unless",
			"offset");

	/** Labels that Prometheus adds when it scrapes. */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

	private final Scenario scenario = Scenario.shared();

	@Test
	void tableHasEveryMeterAsItIs() throws IOException {
		List<String> expected = Arrays.stream(DurableMeters.values())
			.map((meter) -> row(meter.getName(), type(meter), tags(meter.getKeyNames())))
			.toList();
		assertThat(rows("durable.")).filteredOn((row) -> !observations().contains(name(row)))
			.containsExactlyElementsOf(expected);
	}

	@Test
	void tableHasEveryObservationAsItIs() throws IOException {
		List<String> expected = Arrays.stream(DurableObservation.values())
			.map((each) -> row(each.defaultName(), tags(each.getLowCardinalityKeyNames()),
					tags(each.getHighCardinalityKeyNames())))
			.toList();
		assertThat(rows("durable.")).filteredOn((row) -> observations().contains(name(row)))
			.containsExactlyElementsOf(expected);
	}

	private static Set<String> observations() {
		return Arrays.stream(DurableObservation.values())
			.map(DurableObservation::defaultName)
			.collect(Collectors.toSet());
	}

	private static String type(DurableMeters meter) {
		return switch (meter.getType()) {
			case DISTRIBUTION_SUMMARY -> "summary";
			case GAUGE -> (meter == DurableMeters.QUEUE_LAG) ? "gauge, seconds" : "gauge";
			default -> meter.getType().name().toLowerCase(Locale.ROOT);
		};
	}

	private static String tags(KeyName[] keys) {
		return Arrays.stream(keys).map((key) -> "`" + key.asString() + "`").collect(Collectors.joining(", "));
	}

	private static String row(String name, String second, String third) {
		return "`" + name + "` | " + second + " | " + third;
	}

	private static String name(String row) {
		return row.substring(1, row.indexOf('`', 1));
	}

	/** The first three cells of the rows of the tables. */
	private static List<String> rows(String prefix) throws IOException {
		return Files.readAllLines(FOLDER.resolve("metrics.md"))
			.stream()
			.filter((line) -> line.startsWith("| `" + prefix))
			.map((line) -> line.split("\\|"))
			.peek((cells) -> assertThat(cells[cells.length - 1]).as(cells[1]).isNotNull())
			.map((cells) -> Stream.of(cells[1], cells[2], cells[3])
				.map(String::strip)
				.collect(Collectors.joining(" | ")))
			.toList();
	}

	@Test
	void dashboardAsksForWhatIsScraped() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
		List<String> expressions = dashboard.findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(20);
		assertThat(dashboard.findValues("id")).doesNotHaveDuplicates();
		assertScraped(expressions);
		assertCovers(expressions, "durable_workflow_stuck", "durable_activity_attempts_count",
				"durable_queue_lag_seconds", "durable_timer_lag_seconds_max", "durable_lease_lost_total",
				"histogram_quantile(0.5", "histogram_quantile(0.99");
	}

	@Test
	@SuppressWarnings("unchecked")
	void alertRulesAskForWhatIsScraped() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(FOLDER.resolve("prometheus-alerts.yml")));
		List<Map<String, Object>> rules = ((List<Map<String, Object>>) file.get("groups")).stream()
			.flatMap((group) -> ((List<Map<String, Object>>) group.get("rules")).stream())
			.toList();
		assertThat(rules).hasSizeGreaterThan(8)
			.allSatisfy((rule) -> assertThat(rule).containsKeys("alert", "expr", "labels", "annotations"));
		List<String> expressions = rules.stream().map((rule) -> (String) rule.get("expr")).toList();
		assertScraped(expressions);
		assertCovers(expressions, "durable_workflow_stuck", "durable_activity_attempts_count",
				"durable_queue_lag_seconds", "durable_timer_lag_seconds_max", "durable_lease_lost_total",
				"histogram_quantile(0.99");
	}

	private static void assertCovers(List<String> expressions, String... parts) {
		for (String part : parts) {
			assertThat(expressions).as(part).anyMatch((expression) -> expression.contains(part));
		}
	}

	private void assertScraped(List<String> expressions) {
		await().atMost(Scenario.LIMIT).untilAsserted(() -> {
			Map<String, Set<String>> scraped = scraped();
			assertThat(scraped).hasSizeGreaterThan(20);
			expressions.forEach((expression) -> assertScraped(expression, scraped));
		});
	}

	private static void assertScraped(String expression, Map<String, Set<String>> scraped) {
		Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
		Matcher selectors = SELECTOR.matcher(expression);
		while (selectors.find()) {
			assertThat(scraped).as(expression).containsKey(selectors.group(1));
			labels.addAll(scraped.get(selectors.group(1)));
			assertThat(scraped.get(selectors.group(1))).as(expression).containsAll(labels(selectors.group(2)));
		}
		Matcher groupings = GROUPING.matcher(expression);
		while (groupings.find()) {
			assertThat(labels).as(expression).contains(groupings.group(1).split(", "));
		}
		assertThat(names(expression)).as(expression).isNotEmpty().isSubsetOf(scraped.keySet());
	}

	/** Whatever could be a metric, so that one that is misspelt is found. */
	private static Set<String> names(String expression) {
		String bare = GROUPING.matcher(expression.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^\\]]*]", ""))
			.replaceAll("")
			.replaceAll("offset \\w+", "");
		Set<String> names = new TreeSet<>();
		NAME.matcher(bare).results().map((result) -> result.group()).forEach(names::add);
		names.removeAll(KEYWORDS);
		return names;
	}

	private static Set<String> labels(String matchers) {
		Set<String> labels = new TreeSet<>();
		if (matchers != null) {
			LABEL.matcher(matchers).results().forEach((result) -> labels.add(result.group(1)));
		}
		return labels;
	}

	private Map<String, Set<String>> scraped() {
		Map<String, Set<String>> scraped = new HashMap<>();
		this.scenario.scrape().lines().forEach((line) -> {
			Matcher sample = SAMPLE.matcher(line);
			if (sample.matches()) {
				scraped.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>()).addAll(labels(sample.group(2)));
			}
		});
		return scraped;
	}

}
