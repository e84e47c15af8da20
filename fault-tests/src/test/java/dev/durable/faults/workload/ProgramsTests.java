package dev.durable.faults.workload;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Programs} and {@link Expected}.
 */
class ProgramsTests {

	private static final int MANY = 2_000;

	private final Programs programs = new Programs(7, 8_000);

	@Test
	void programsFollowFromTheSeedAlone() {
		assertThat(all(new Programs(7, 8_000))).isEqualTo(all(this.programs));
		assertThat(all(new Programs(8, 8_000))).isNotEqualTo(all(this.programs));
	}

	@Test
	void eachOperationOccurs() {
		Set<Op> ops = all(this.programs).stream()
			.flatMap((program) -> program.steps().stream())
			.flatMap((step) -> Stream.concat(Stream.of(step), step.steps().stream()))
			.map(Step::op)
			.collect(Collectors.toSet());
		assertThat(ops).containsExactlyInAnyOrder(Op.values());
	}

	@Test
	void oneInAHundredCannotEnd() {
		assertThat(all(this.programs)).filteredOn((program) -> Expected.of(program).status().equals("RUNNING"))
			.hasSize(MANY / 100);
	}

	@Test
	void resultNamesEachStep() {
		Step branch = new Step(Op.CALL, "s1.0", 0, List.of());
		Program program = new Program(
				List.of(new Step(Op.BOOK, "s0", 0, List.of()), new Step(Op.ALL, "s1", 0, List.of(branch)),
						new Step(Op.SIGNALS, "s2", 2, List.of()), new Step(Op.SAGA, "s3", 3, List.of())));
		assertThat(Expected.of(program)).isEqualTo(new Expected("COMPLETED",
				"s0=booked;s1={s1.0=" + Step.answer("s1.0") + "};s2=a1,2 b1,2;s3=undone 3,2,1"));
	}

	private static List<Program> all(Programs programs) {
		return IntStream.range(0, MANY).mapToObj(programs::get).toList();
	}

}
