package dev.durable.faults.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy on loopback between a node and PostgreSQL, on a port of its own. Tests tell it
 * what to do to all connections, or to the next commits.
 */
public final class PostgresProxy implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PostgresProxy.class);

	private static final String PREFIX = "jdbc:";

	private final URI target;

	private final ServerSocket door;

	private final WireEvidence evidence = new WireEvidence();

	private final Weather weather = new Weather(this.evidence);

	private final CommitFates fates = new CommitFates();

	private final Set<WireSession> sessions = ConcurrentHashMap.newKeySet();

	private final AtomicInteger numbers = new AtomicInteger();

	private volatile Duration lateness = Duration.ofSeconds(1);

	private volatile boolean down;

	private volatile boolean flapping;

	private PostgresProxy(URI target, ServerSocket door) {
		this.target = target;
		this.door = door;
	}

	/**
	 * Open a proxy in front of a database.
	 * @param url the JDBC URL of the database
	 * @return the proxy, which lets everything pass
	 */
	public static PostgresProxy before(String url) {
		try {
			PostgresProxy proxy = new PostgresProxy(URI.create(url.substring(PREFIX.length())),
					new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
			daemon("proxy " + proxy.port(), proxy::accept);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No proxy could be opened before " + url, ex);
		}
	}

	private static void daemon(String name, Runnable body) {
		Thread thread = new Thread(body, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Return the JDBC URL of the database as it is seen through the proxy.
	 * @return the URL
	 */
	public String url() {
		String query = (this.target.getRawQuery() != null) ? "?" + this.target.getRawQuery() : "";
		return "jdbc:postgresql://localhost:" + port() + this.target.getRawPath() + query;
	}

	int port() {
		return this.door.getLocalPort();
	}

	/**
	 * Tell what the proxy has done so far.
	 * @return the evidence, which goes on counting
	 */
	public WireEvidence evidence() {
		return this.evidence;
	}

	/**
	 * Decide what becomes of the next commits.
	 * @param fate what becomes of them
	 * @param statement a part of a statement of their transactions; other commits pass
	 * @param times how many
	 */
	public void next(CommitFate fate, String statement, int times) {
		this.fates.trap(fate, statement, times);
	}

	/**
	 * Return how many of the next commits have not met what was decided for them.
	 * @return the number
	 */
	public int left() {
		return this.fates.trapsLeft();
	}

	/**
	 * Let the dice decide what becomes of each commit from now on.
	 * @param seed the seed of the dice
	 * @param shares how often each happens; the rest passes
	 */
	public void dice(long seed, Map<CommitFate, Double> shares) {
		this.fates.throwDice(seed, shares);
	}

	/**
	 * Decide how late a commit is that is late.
	 * @param lateness how late
	 */
	public void lateness(Duration lateness) {
		this.lateness = lateness;
	}

	Duration lateness() {
		return this.lateness;
	}

	/**
	 * Let everything take longer, in each direction.
	 * @param delay how long; zero for no delay
	 */
	public void delay(Duration delay) {
		this.weather.delay(delay);
	}

	/**
	 * Open a black hole: connections stay open, and new ones are accepted, but nothing
	 * passes until it is healed.
	 */
	public void blackHole() {
		this.weather.hole(true);
	}

	/**
	 * Return how many connections there are.
	 * @return their number
	 */
	public int connections() {
		return this.sessions.size();
	}

	/**
	 * Reset all connections.
	 * @return how many they were
	 */
	public int reset() {
		int count = 0;
		for (WireSession session : this.sessions) {
			if (session.close()) {
				this.evidence.add(WireEvent.RESET);
				count++;
			}
		}
		return count;
	}

	/**
	 * Reset all connections, and each new one, until it is healed.
	 */
	public void down() {
		this.down = true;
		reset();
	}

	/**
	 * Go down and up again until it is healed.
	 * @param up how long it is up
	 * @param down how long it is down
	 */
	public void flap(Duration up, Duration down) {
		this.flapping = true;
		daemon("proxy " + port() + " flaps", () -> {
			try {
				while (this.flapping) {
					this.down = false;
					this.weather.await(up);
					if (this.flapping) {
						down();
						this.weather.await(down);
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.down = false;
		});
	}

	/**
	 * Let everything pass again.
	 */
	public void heal() {
		this.flapping = false;
		this.down = false;
		this.fates.clear();
		this.weather.delay(Duration.ZERO);
		this.weather.hole(false);
	}

	@Override
	public void close() {
		heal();
		this.weather.end();
		try {
			this.door.close();
		}
		catch (IOException ex) {
			logger.debug("The proxy was closed already", ex);
		}
		this.sessions.forEach(WireSession::close);
	}

	private void accept() {
		while (!this.door.isClosed()) {
			try {
				Socket client = this.door.accept();
				if (this.down) {
					this.evidence.add(WireEvent.REFUSED);
					WireSession.reset(client);
				}
				else {
					connect(client);
				}
			}
			catch (IOException ex) {
				logger.debug("A connection was not accepted", ex);
			}
		}
	}

	private void connect(Socket client) throws IOException {
		try {
			Socket server = new Socket(this.target.getHost(), this.target.getPort());
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.evidence.add(WireEvent.CONNECTED);
			WireSession session = new WireSession(this, client, server);
			this.sessions.add(session);
			session.begin("proxy " + port() + "-" + this.numbers.incrementAndGet());
		}
		catch (IOException ex) {
			WireSession.reset(client);
			throw ex;
		}
	}

	Weather weather() {
		return this.weather;
	}

	CommitFates fates() {
		return this.fates;
	}

	void isOver(WireSession session) {
		this.sessions.remove(session);
	}

}
