package dev.durable.faults.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.durable.client.WorkflowClient;
import dev.durable.faults.workload.Programs;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts one workflow after the other and speaks to each until it has got what it waits
 * for, in several threads. Whatever fails is tried again with the same id.
 */
public final class Driver implements AutoCloseable {

	private static final Duration BACK_OFF = Duration.ofMillis(500);

	private final Desk desk;

	private final Clerk clerk;

	private final DriverLog log;

	private final Programs programs;

	private final long seed;

	private final AtomicInteger next = new AtomicInteger();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile boolean ending;

	private List<Future<?>> senders = List.of();

	/**
	 * Make a driver; nothing is started.
	 * @param client speaks to workflows
	 * @param jdbc writes the rows of the business
	 * @param transactions begins the transactions of the business
	 * @param programs what is to be done
	 * @param log where it is noted
	 * @param seed from which all chance comes
	 */
	public Driver(WorkflowClient client, JdbcClient jdbc, TransactionTemplate transactions, Programs programs,
			DriverLog log, long seed) {
		this.desk = new Desk(client, jdbc, transactions);
		this.clerk = new Clerk(client, jdbc);
		this.programs = programs;
		this.log = log;
		this.seed = seed;
	}

	/**
	 * Begin.
	 * @param number how many workflows are spoken to at a time
	 */
	public void start(int number) {
		Supplier<Future<?>> sender = () -> this.threads.submit(this::drive);
		this.threads.execute(this.clerk::work);
		this.senders = IntStream.range(0, number).<Future<?>>mapToObj((index) -> sender.get()).toList();
	}

	/**
	 * Begin nothing new, and wait until all that was begun has been acknowledged.
	 * @param limit how long to wait
	 * @throws Exception if something could not be done in that time
	 */
	public void end(Duration limit) throws Exception {
		this.ending = true;
		Instant deadline = Instant.now().plus(limit);
		for (Future<?> sender : this.senders) {
			sender.get(Math.max(1, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Return how many workflows it has begun with.
	 * @return the number
	 */
	public int begun() {
		return this.next.get();
	}

	@Override
	public void close() {
		this.ending = true;
		this.threads.shutdownNow();
	}

	private void drive() {
		while (!this.ending) {
			int number = this.next.getAndIncrement();
			Random random = new Random(this.seed * 7_919 + number);
			new Case(this.desk, this.log, "p" + number, this.programs.get(number), random).play();
			pause(Duration.ofMillis(random.nextInt(200)));
		}
	}

	/**
	 * Do something twice at the same moment.
	 */
	static void twice(Runnable task) {
		CompletableFuture<?> other = CompletableFuture.runAsync(task);
		task.run();
		other.join();
	}

	static void backOff() {
		pause(BACK_OFF);
	}

	static void pause(Duration time) {
		try {
			TimeUnit.MILLISECONDS.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The driver was stopped", ex);
		}
	}

}
