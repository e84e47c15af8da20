package dev.durable.faults.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.faults.chaos.Failpoint.Side;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreUnavailableException;

/**
 * The failpoints of a process: what is armed, and what was met. The points themselves are
 * where {@link #reach} is called.
 */
public final class Failpoints {

	/**
	 * The exit value of a process that has ended at a failpoint.
	 */
	public static final int CRASHED = 86;

	private static final long PARKED_SECONDS_MAX = 120;

	private final List<Armed> armed = new ArrayList<>();

	private final SortedMap<String, Integer> met = new TreeMap<>();

	private final List<Failpoint> hits = new ArrayList<>();

	private CountDownLatch gate = new CountDownLatch(1);

	/**
	 * Arm failpoints. What counts is how often a point is met from now on.
	 * @param failpoints their texts, with semicolons between them
	 */
	public synchronized void arm(String failpoints) {
		Arrays.stream(failpoints.split(";"))
			.filter((text) -> !text.isBlank())
			.map(Failpoint::parse)
			.map(Armed::new)
			.forEach(this.armed::add);
	}

	/**
	 * Disarm all, and release whoever is parked. From now on the counts begin anew.
	 */
	public synchronized void clear() {
		this.armed.clear();
		this.met.clear();
		this.hits.clear();
		this.gate.countDown();
		this.gate = new CountDownLatch(1);
	}

	/**
	 * Return the places that were met, and how often, armed or not.
	 * @return the counts by {@code point/side}
	 */
	public synchronized SortedMap<String, Integer> met() {
		return new TreeMap<>(this.met);
	}

	/**
	 * Return the failpoints that have happened: without them nothing was proved.
	 * @return the failpoints, in order
	 */
	public synchronized List<Failpoint> hits() {
		return List.copyOf(this.hits);
	}

	/**
	 * Come to a point.
	 * @param point its name
	 * @param side the side
	 */
	public void reach(String point, Side side) {
		String place = point + "/" + side.name().toLowerCase(Locale.ROOT);
		for (Failpoint failpoint : meet(place)) {
			act(failpoint);
		}
	}

	private synchronized List<Failpoint> meet(String place) {
		this.met.merge(place, 1, Integer::sum);
		List<Failpoint> now = this.armed.stream()
			.filter((each) -> each.isMet(place))
			.map((each) -> each.failpoint)
			.toList();
		this.hits.addAll(now);
		return now;
	}

	private void act(Failpoint failpoint) {
		switch (failpoint.action()) {
			case CRASH -> crash(failpoint);
			case THROW -> throw new StoreUnavailableException("failpoint " + failpoint.place(), null);
			case UNKNOWN -> throw new OutcomeUnknownException("failpoint " + failpoint.place(), null);
			case SLEEP -> await(new CountDownLatch(1), failpoint.sleep().toMillis());
			case PARK -> await(gate(), TimeUnit.SECONDS.toMillis(PARKED_SECONDS_MAX));
		}
	}

	private static void crash(Failpoint failpoint) {
		System.out.println("CRASH at " + failpoint.place());
		System.out.flush();
		Runtime.getRuntime().halt(CRASHED);
	}

	private synchronized CountDownLatch gate() {
		return this.gate;
	}

	private static void await(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Armed {

		private final Failpoint failpoint;

		private int seen;

		Armed(Failpoint failpoint) {
			this.failpoint = failpoint;
		}

		boolean isMet(String place) {
			return this.failpoint.place().equals(place) && ++this.seen == this.failpoint.hit();
		}

	}

}
