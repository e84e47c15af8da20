package dev.durable.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customers of whom one comes after the other, each with a thing of its own.
 */
abstract class ManyCustomers implements Customers {

	/** Of so many things the last are looked at: those before have come further. */
	private static final int RECENT = 24;

	private final String prefix;

	private final List<String> all = new ArrayList<>();

	private final List<String> undecided = new ArrayList<>();

	private final List<String> open = new ArrayList<>();

	private int process;

	/**
	 * Know where things are.
	 * @param prefix the beginning of each address, up to the number
	 */
	ManyCustomers(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public final void next(HttpDoor door, int process) {
		if (this.process != process) {
			this.process = process;
			recent().forEach((address) -> require202(begin(door, address)));
		}
		String address = this.prefix + this.all.size();
		require202(begin(door, address));
		this.all.add(address);
		this.open.add(address);
		this.undecided.add(address);
		if (process > 1) {
			decideAll(door);
		}
	}

	@Override
	public final boolean areServed(HttpDoor door) {
		decideAll(door);
		this.open.removeIf((address) -> hasEnded(status(door, address)));
		return this.open.isEmpty();
	}

	@Override
	public final long requireRightEnd(HttpDoor door) {
		return this.all.stream()
			.map((address) -> requireRightEnd(door, address))
			.flatMap((effects) -> effects.attempts().stream())
			.filter((attempt) -> attempt > 1)
			.count();
	}

	/**
	 * All that was begun.
	 */
	final List<String> all() {
		return this.all;
	}

	final boolean anyIs(HttpDoor door, String status) {
		return any((address) -> status(door, address).equals(status));
	}

	final boolean any(Predicate<String> condition) {
		return recent().stream().anyMatch(condition);
	}

	/**
	 * How far a thing has come, or what is wrong with the question.
	 */
	static String status(HttpDoor door, String address) {
		return door.get(address).json().path("status").asString("");
	}

	/**
	 * The number at the end of an address.
	 */
	static int number(String address) {
		return Integer.parseInt(address.substring(address.lastIndexOf('-') + 1));
	}

	/**
	 * The last part of an address.
	 */
	static String id(String address) {
		return address.substring(address.lastIndexOf('/') + 1);
	}

	@Override
	public final String toString() {
		return getClass().getSimpleName() + this.open;
	}

	private List<String> recent() {
		return this.all.subList(Math.max(0, this.all.size() - RECENT), this.all.size());
	}

	private void decideAll(HttpDoor door) {
		this.undecided.forEach((address) -> KillableSample.await(() -> isDecided(door, address)));
		this.undecided.clear();
	}

	private static void require202(HttpDoor.Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
	}

	abstract HttpDoor.Answer begin(HttpDoor door, String address);

	/**
	 * Decide about a thing, once it is known.
	 * @return whether it is decided, or needs no decision
	 */
	abstract boolean isDecided(HttpDoor door, String address);

	abstract boolean hasEnded(String status);

	/**
	 * Require that a thing has ended well.
	 * @return what was done, of that which is never repeated but for a kill
	 */
	abstract SampleEffects requireRightEnd(HttpDoor door, String address);

}
