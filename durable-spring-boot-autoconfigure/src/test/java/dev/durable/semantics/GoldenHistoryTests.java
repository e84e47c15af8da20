package dev.durable.semantics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.node.ExportedHistory;
import dev.durable.node.HistoryReplay;
import dev.durable.store.EventRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that histories which were written once can be replayed for ever. The files are
 * never changed; new ones are written by the tests of this package with
 * {@code -Ddurable.golden.directory}.
 */
class GoldenHistoryTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(SemanticsApplication.class).web(WebApplicationType.NONE)
			.properties(Storage.IN_MEMORY.properties())
			.run();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	static Stream<Resource> files() throws IOException {
		return Arrays.stream(new PathMatchingResourcePatternResolver()
			.getResources("classpath:dev/durable/semantics/histories/*.json"));
	}

	@ParameterizedTest
	@MethodSource("files")
	@DisplayName("48. A history that was exported by an earlier version replays")
	void replays(Resource file) {
		context.getBean("durableHistoryReplay", HistoryReplay.class).replay(read(file));
	}

	@Test
	@DisplayName("The files have each kind of event")
	void eachKind() throws IOException {
		Set<String> kinds = new TreeSet<>();
		files().forEach((file) -> read(file).events().stream().map(EventRow::kind).forEach(kinds::add));
		Set<String> all = new TreeSet<>();
		for (Class<? extends Event> group : Set.of(Incoming.class, Command.class, Terminal.class)) {
			Arrays.stream(group.getPermittedSubclasses()).map(Class::getSimpleName).forEach(all::add);
		}
		all.remove("ActivityAttemptLost");
		assertThat(kinds).containsAll(all);
	}

	private static ExportedHistory read(Resource file) {
		try {
			return new JacksonHistoryFormat().read(file.getContentAsString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
