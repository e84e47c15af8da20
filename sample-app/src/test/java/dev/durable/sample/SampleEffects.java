package dev.durable.sample;

import java.util.List;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What activities have done, as a running sample tells it.
 */
record SampleEffects(List<JsonNode> all) {

	/**
	 * Ask a sample for what was done.
	 * @param door the sample
	 * @param address the address of a loan, a trip, a data set or an enrolment
	 * @return the effects in the order in which they happened
	 */
	static SampleEffects of(HttpDoor door, String address) {
		return new SampleEffects(door.get(address + "/effects").json().valueStream().toList());
	}

	List<String> activities() {
		return this.all.stream().map((effect) -> effect.path("activity").stringValue()).toList();
	}

	/**
	 * Return the effects of some activities only.
	 */
	SampleEffects only(String... activities) {
		List<String> wanted = List.of(activities);
		return new SampleEffects(
				this.all.stream().filter((effect) -> wanted.contains(effect.path("activity").stringValue())).toList());
	}

	List<Integer> attempts() {
		return this.all.stream().map((effect) -> effect.path("attempt").intValue()).toList();
	}

	List<String> keys() {
		return this.all.stream().map((effect) -> effect.path("idempotencyKey").stringValue()).toList();
	}

	/**
	 * Require that each of these effects, and no other, is there exactly once, in this
	 * order, and that no two of them are of one call.
	 */
	void requireOnceEach(List<String> activities) {
		assertThat(activities()).containsExactlyElementsOf(activities);
		assertThat(keys()).doesNotHaveDuplicates();
	}

}
