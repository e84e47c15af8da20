package dev.durable.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.client.WorkflowClient;
import dev.durable.faults.check.Checker;
import dev.durable.faults.check.Figures;
import dev.durable.faults.check.Violation;
import dev.durable.faults.check.World;
import dev.durable.faults.check.WorldReader;
import dev.durable.faults.driver.Driver;
import dev.durable.faults.driver.DriverLog;
import dev.durable.faults.node.Build;
import dev.durable.faults.node.NodeApplication;
import dev.durable.faults.workload.Programs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A run from its beginning to the judgement: load with faults, all faults off, everything
 * comes to its end, the tables are read and judged.
 */
public final class FaultRun {

	private static final Logger logger = LoggerFactory.getLogger(FaultRun.class);

	/** How long what was begun may take when all faults are off. */
	private static final Duration END_MAX = Duration.ofMinutes(5);

	/**
	 * With a third of it between renewals, it expires nobody for the first half of it.
	 */
	private static final Duration LONGEST_LEASE = Duration.ofHours(1);

	private final FaultSettings settings;

	private final Random random;

	private final List<FaultKind> kinds;

	private final List<Strike> strikes = new ArrayList<>();

	private final List<String> evidence = new ArrayList<>();

	private final List<String> missing = new ArrayList<>();

	private final List<Violation> violations = new ArrayList<>();

	private FaultRun(FaultSettings settings) {
		this.settings = settings;
		this.random = new Random(settings.seed());
		Wires wires = new Wires();
		this.kinds = Stream
			.concat(Stream.of(new KillFault(), new FreezeFault(), new TerminateFault(), new BackendsFault(),
					new DatabaseFault(), new KillAllFault(), new CommitFault(wires), new SilenceFault(wires),
					new ResetFault(wires)),
					ServiceLoader.load(FaultKind.class).stream().map(ServiceLoader.Provider::get))
			.toList();
	}

	/**
	 * Carry a run out.
	 * @param settings how it is to be
	 * @return what has come out
	 * @throws Exception if it could not be carried out
	 */
	public static FaultReport carryOut(FaultSettings settings) throws Exception {
		logger.info("Faults happen for {} with seed {}; logs are in {}", settings.duration(), settings.seed(),
				settings.directory());
		try (RunningCluster cluster = new RunningCluster(settings)) {
			return new FaultRun(settings).carryOut(cluster);
		}
	}

	private FaultReport carryOut(RunningCluster cluster) throws Exception {
		Instant begin = Instant.now();
		for (FaultKind kind : this.kinds) {
			kind.prepare(cluster);
		}
		cluster.start();
		Path directory = this.settings.directory();
		try (NodeWatch watch = new NodeWatch(cluster.database(), directory.resolve("nodes.log"));
				ConfigurableApplicationContext client = client(cluster);
				DriverLog log = new DriverLog(directory.resolve("driver.log"));
				Driver driver = driver(client, log)) {
			watch.start();
			driver.start(this.settings.senders());
			Membership.awaitWork(cluster);
			faults(cluster);
			heal(cluster);
			logger.info("All faults are off; {} workflows were begun with", driver.begun());
			driver.end(END_MAX);
			Quiescence.await(cluster.database(), directory.resolve("driver.log"), END_MAX);
			logger.info("Everything that can end has ended, or has had its time");
			OpenRunsLog.write(cluster, directory);
			collectEvidence();
			this.violations.addAll(new ReplayProbe(client, cluster.database()).replay());
			this.violations.addAll(new ReaderProbe(client, cluster.database()).read());
		}
		stop(cluster);
		return judge(cluster, begin);
	}

	private void collectEvidence() throws Exception {
		for (Strike strike : this.strikes) {
			strike.evidence()
				.call()
				.ifPresentOrElse((text) -> this.evidence.add(strike.what() + ": " + text),
						() -> this.missing.add(strike.what()));
		}
	}

	private FaultReport judge(RunningCluster cluster, Instant begin) {
		Path directory = this.settings.directory();
		NodeLogs logs = new NodeLogs(cluster.processes());
		StrikeLog.write(directory.resolve("faults.log"), this.strikes);
		World world = new WorldReader(this.settings.lease(), this.settings.poll(), this.settings.grace())
			.tables(cluster.database().dataSource())
			.logs(directory)
			.world();
		this.violations.addAll(Checker.check(world));
		Figures figures = Figures.of(world);
		if (figures.moved() == 0) {
			this.missing.add("no run went from one build to the other");
		}
		return new FaultReport(this.settings, Duration.between(begin, Instant.now()), Figures.faults(world), figures,
				logs.doubts(), this.evidence, this.missing, logs.errors(), this.violations);
	}

	/*
	 * It is a node, too, but one that nothing is done to: with a lease as long as this it
	 * leaves the nodes that are gone to those that may be hit themselves.
	 */
	private ConfigurableApplicationContext client(RunningCluster cluster) {
		List<String> arguments = new ArrayList<>(
				cluster.arguments("driver", cluster.postgres().port(), "nobody", LONGEST_LEASE));
		arguments.add("--durable.build-id=" + Build.TWO.id());
		return new SpringApplicationBuilder(NodeApplication.class).run(arguments.toArray(String[]::new));
	}

	private Driver driver(ConfigurableApplicationContext context, DriverLog log) {
		TransactionTemplate transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		Programs programs = new Programs(this.settings.seed(), (int) this.settings.lease().plusSeconds(2).toMillis());
		return new Driver(context.getBean(WorkflowClient.class), context.getBean(JdbcClient.class), transactions,
				programs, log, this.settings.seed());
	}

	/**
	 * Each kind once, in an order of chance, then any of them.
	 */
	private void faults(Cluster cluster) throws Exception {
		Instant end = Instant.now().plus(this.settings.duration());
		List<FaultKind> first = new ArrayList<>(this.kinds);
		Collections.shuffle(first, this.random);
		List<FaultKind> drawn = this.kinds.stream()
			.flatMap((kind) -> Collections.nCopies(kind.weight(), kind).stream())
			.toList();
		while (!first.isEmpty() || Instant.now().isBefore(end)) {
			Pauses.pauseUpTo(this.settings.pause(), this.random);
			FaultKind kind = first.isEmpty() ? drawn.get(this.random.nextInt(drawn.size())) : first.remove(0);
			Strike strike = kind.strike(cluster, this.random);
			this.strikes.add(strike);
			logger.info("Fault {}: {}", this.strikes.size(), strike.what());
		}
	}

	private void heal(RunningCluster cluster) throws Exception {
		for (FaultKind kind : this.kinds) {
			kind.heal(cluster);
		}
		cluster
			.restart(IntStream.range(0, cluster.size()).filter((number) -> !cluster.node(number).isAlive()).toArray());
	}

	private static void stop(RunningCluster cluster) {
		List<NodeProcess> alive = cluster.processes().stream().filter(NodeProcess::isAlive).toList();
		alive.forEach(NodeProcess::terminate);
		alive.forEach(NodeProcess::awaitExit);
	}

}
