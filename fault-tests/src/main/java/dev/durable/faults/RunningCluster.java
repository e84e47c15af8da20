package dev.durable.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.durable.faults.ledger.LedgerProcess;
import dev.durable.faults.node.Build;
import dev.durable.faults.node.NodeApplication;
import dev.durable.test.CrashablePostgres;
import dev.durable.test.PostgresServer.Database;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Three nodes, a ledger and a database, each a process of its own.
 */
class RunningCluster implements Cluster, AutoCloseable {

	private static final int SIZE = 3;

	private static final Duration JOIN_MAX = Duration.ofMinutes(6);

	private final FaultSettings settings;

	private final CrashablePostgres postgres;

	private final Database database;

	private final Process ledger;

	private final int ledgerPort;

	private final int[] ports = new int[SIZE];

	private final List<String> arguments = new CopyOnWriteArrayList<>();

	private final NodeProcess[] nodes = new NodeProcess[SIZE];

	private final List<NodeProcess> processes = new CopyOnWriteArrayList<>();

	RunningCluster(FaultSettings settings) {
		this.settings = settings;
		this.postgres = CrashablePostgres.start();
		this.database = this.postgres.create("faults");
		for (int number = 0; number < SIZE; number++) {
			this.ports[number] = this.postgres.port();
		}
		BusinessTables.create(this.database);
		this.ledger = launch(List.of("-Xmx64m"), LedgerProcess.class,
				List.of(settings.directory().resolve("ledger.log").toString()), Redirect.PIPE);
		this.ledgerPort = Integer.parseInt(firstLine(this.ledger));
	}

	/**
	 * Start all nodes. The first makes the tables, the others start at the same time.
	 */
	void start() {
		restart(0);
		restart(IntStream.range(1, SIZE).toArray());
	}

	@Override
	public int size() {
		return SIZE;
	}

	@Override
	public NodeProcess node(int number) {
		return this.nodes[number];
	}

	@Override
	public void restart(int... numbers) {
		for (int number : numbers) {
			spawn(number);
		}
		for (int number : numbers) {
			awaitJoined(this.nodes[number]);
		}
	}

	@Override
	public CrashablePostgres postgres() {
		return this.postgres;
	}

	@Override
	public Database database() {
		return this.database;
	}

	@Override
	public void usePort(int number, int port) {
		this.ports[number] = port;
	}

	@Override
	public void addArgument(String argument) {
		this.arguments.add(argument);
	}

	@Override
	public FaultSettings settings() {
		return this.settings;
	}

	@Override
	public List<NodeProcess> processes() {
		return List.copyOf(this.processes);
	}

	/**
	 * Return what a process needs to know to take part, as arguments.
	 * @param name what the process calls itself
	 * @param port where it reaches the database
	 * @param queues what it serves
	 * @param lease how long its lease is
	 */
	List<String> arguments(String name, int port, String queues, Duration lease) {
		String url = this.database.url().replace(":" + this.postgres.port() + "/", ":" + port + "/");
		return List.of("--spring.datasource.url=" + url + "?connectTimeout=10",
				"--spring.datasource.username=" + this.database.username(),
				"--spring.datasource.password=" + this.database.password(),
				"--spring.datasource.hikari.maximum-pool-size=8", "--spring.datasource.hikari.minimum-idle=2",
				"--spring.datasource.hikari.connection-timeout=5000", "--spring.main.banner-mode=off",
				"--spring.main.keep-alive=true", "--spring.main.web-application-type=none",
				"--spring.flyway.enabled=false", "--spring.liquibase.enabled=false", "--logging.level.root=WARN",
				"--logging.level.dev.durable=INFO", "--logging.level.com.zaxxer.hikari=ERROR",
				"--logging.level.org.hibernate=ERROR", "--durable.node.name=" + name, "--durable.queues=" + queues,
				"--durable.lease.duration=" + lease.toMillis() + "ms",
				"--durable.lease.renew-interval=" + lease.toMillis() / 3 + "ms",
				"--durable.poller.interval=" + this.settings.poll().toMillis() + "ms",
				"--durable.shutdown.grace=" + this.settings.grace().toMillis() + "ms",
				"--durable.activity.defaults.retry.initial-interval=200ms",
				"--durable.activity.defaults.retry.maximum-interval=2s", "--durable.payload.max-size=100KB",
				"--faults.ledger=" + this.ledgerPort);
	}

	/**
	 * Both builds are there as long as two nodes are, and each node changes its build now
	 * and then: forward and back.
	 */
	private Build nextBuild(int number) {
		for (Build build : List.of(Build.TWO, Build.ONE)) {
			boolean alive = IntStream.range(0, SIZE)
				.filter((other) -> other != number)
				.mapToObj((other) -> this.nodes[other])
				.anyMatch((node) -> node != null && node.isAlive() && node.name().endsWith(build.id()));
			if (!alive) {
				return build;
			}
		}
		return Build.values()[this.processes.size() % Build.values().length];
	}

	private void spawn(int number) {
		Build build = nextBuild(number);
		String name = "node-" + number + "." + this.processes.size() + "-" + build.id();
		List<String> all = new ArrayList<>(arguments(name, this.ports[number],
				(number == SIZE - 1) ? "default" : "default,side", this.settings.lease()));
		all.add("--durable.build-id=" + build.id());
		all.addAll(this.settings.arguments());
		all.addAll(this.arguments);
		Path log = this.settings.directory().resolve(name + ".log");
		Process process = launch(
				List.of("-Xmx160m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
				NodeApplication.class, all, Redirect.to(log.toFile()));
		NodeProcess node = new NodeProcess(name, process, log);
		this.nodes[number] = node;
		this.processes.add(node);
	}

	/**
	 * A node has joined when the table says so.
	 */
	private void awaitJoined(NodeProcess node) {
		Instant deadline = Instant.now().plus(JOIN_MAX);
		while (!hasJoined(node.name())) {
			if (!node.isAlive() || Instant.now().isAfter(deadline)) {
				throw new IllegalStateException("Node " + node.name() + " has not joined: " + node.log());
			}
			Pauses.pause(Duration.ofMillis(100));
		}
	}

	private boolean hasJoined(String name) {
		try {
			JdbcClient jdbc = JdbcClient.create(this.database.dataSource());
			boolean tables = jdbc.sql("select to_regclass('durable_node') is not null").query(Boolean.class).single();
			return tables && jdbc.sql("select count(*) from durable_node where name = ?")
				.param(name)
				.query(Long.class)
				.single() > 0;
		}
		catch (RuntimeException ex) {
			// the database may be hit, too
			return false;
		}
	}

	private Process launch(List<String> options, Class<?> program, List<String> arguments, Redirect output) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(
				List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						program.getName()));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			return process;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String firstLine(Process process) {
		try {
			String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
			if (line == null) {
				throw new IllegalStateException("The ledger did not start");
			}
			return line;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.processes.stream().filter(NodeProcess::isAlive).forEach(NodeProcess::kill);
		this.ledger.destroyForcibly();
		this.postgres.close();
	}

}
