package dev.durable.faults.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client and its session at the server: one thread for each direction.
 * <p>
 * Replies are kept back from the first command that is complete to the end of its round
 * trip: only then it is sure that it has committed.
 */
final class WireSession {

	private static final Logger logger = LoggerFactory.getLogger(WireSession.class);

	private static final int SSL = 80877103;

	private static final int GSS = 80877104;

	private static final int CANCEL = 80877102;

	private static final Pattern WRITES = Pattern.compile("(INSERT 0|UPDATE|DELETE|MERGE) [1-9]\\d*");

	private static final Set<CommitFate> ALL = EnumSet.allOf(CommitFate.class);

	private static final Set<CommitFate> AFTERWARDS = EnumSet.of(CommitFate.REPLY_LOST);

	private final PostgresProxy proxy;

	private final Socket client;

	private final Socket server;

	private final Statements statements = new Statements();

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable CommitFate fate;

	WireSession(PostgresProxy proxy, Socket client, Socket server) {
		this.proxy = proxy;
		this.client = client;
		this.server = server;
	}

	void begin(String name) {
		start(name + " requests", this::requests);
		start(name + " replies", this::replies);
	}

	private void start(String name, Pump pump) {
		Thread thread = new Thread(() -> run(pump), name);
		thread.setDaemon(true);
		thread.start();
	}

	private void run(Pump pump) {
		try {
			runToTheEnd(pump);
		}
		catch (IOException ex) {
			logger.debug("A session is over", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			close();
		}
	}

	/*
	 * Nor does a black hole let pass that one side has gone.
	 */
	private void runToTheEnd(Pump pump) throws IOException, InterruptedException {
		try {
			pump.run();
		}
		catch (EOFException ex) {
			this.proxy.weather().pass();
		}
	}

	private void requests() throws IOException, InterruptedException {
		DataInputStream in = input(this.client);
		DataOutputStream out = output(this.server);
		if (!greet(in, out)) {
			return;
		}
		while (true) {
			Frame frame = Frame.read(in);
			if (this.statements.isCommit(frame) && !commit(frame, in, out)) {
				return;
			}
			frame.write(out);
			if (in.available() == 0) {
				this.proxy.weather().pass();
				out.flush();
			}
		}
	}

	/*
	 * No encryption is offered: the proxy could not read along.
	 */
	private boolean greet(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
		while (true) {
			byte[] body = Frame.readBody(in);
			int code = ByteBuffer.wrap(body).getInt();
			if (code == SSL || code == GSS) {
				this.proxy.weather().pass();
				this.client.getOutputStream().write('N');
				continue;
			}
			Frame.writeBody(out, body);
			this.proxy.weather().pass();
			out.flush();
			return code != CANCEL;
		}
	}

	/**
	 * Decide what becomes of a commit.
	 * @return whether it is to be handed on
	 */
	private boolean commit(Frame frame, DataInputStream in, DataOutputStream out)
			throws IOException, InterruptedException {
		CommitFate decided = this.proxy.fates().next(this.statements, ALL);
		this.fate = decided;
		if (decided == CommitFate.NEVER_SENT) {
			this.proxy.evidence().add(WireEvent.NEVER_SENT);
			return false;
		}
		if (decided == CommitFate.LATE) {
			commitLate(frame, in, out);
			return false;
		}
		return true;
	}

	/*
	 * The thread of the replies ends the session when the database has answered.
	 */
	private void commitLate(Frame commit, DataInputStream in, DataOutputStream out)
			throws IOException, InterruptedException {
		List<Frame> frames = new ArrayList<>(List.of(commit));
		while (frames.get(frames.size() - 1).type() != 'Q' && frames.get(frames.size() - 1).type() != 'S') {
			frames.add(Frame.read(in));
		}
		reset(this.client);
		this.proxy.weather().await(this.proxy.lateness());
		for (Frame frame : frames) {
			frame.write(out);
		}
		out.flush();
		this.proxy.weather().await(Duration.ofSeconds(10), this.closed::get);
	}

	private void replies() throws IOException, InterruptedException {
		DataInputStream in = input(this.server);
		DataOutputStream out = output(this.client);
		List<String> complete = new ArrayList<>();
		List<Frame> kept = new ArrayList<>();
		char status = 'I';
		while (true) {
			Frame frame = Frame.read(in);
			if (frame.type() == 'C') {
				complete.add(frame.text(0));
			}
			kept.add(frame);
			if (frame.type() == 'Z') {
				char after = (char) frame.body()[0];
				if (isCut(complete, status == 'I' && after == 'I')) {
					return;
				}
				status = after;
				complete.clear();
				if (status == 'I') {
					this.statements.transactionIsOver();
				}
			}
			if (complete.isEmpty()) {
				handOn(kept, in, out);
			}
		}
	}

	private void handOn(List<Frame> kept, DataInputStream in, DataOutputStream out)
			throws IOException, InterruptedException {
		boolean isGone = (this.fate == CommitFate.LATE);
		for (Frame frame : kept) {
			if (!isGone) {
				frame.write(out);
			}
		}
		kept.clear();
		if (isGone) {
			return;
		}
		if (in.available() == 0) {
			this.proxy.weather().pass();
			out.flush();
		}
	}

	/**
	 * Decide whether the client is not to see the end of a round trip.
	 */
	private boolean isCut(List<String> complete, boolean alone) {
		CommitFate decided = this.fate;
		this.fate = null;
		if (complete.contains("COMMIT")) {
			this.proxy.evidence().add(WireEvent.COMMITTED);
		}
		else if (alone && complete.stream().anyMatch((tag) -> WRITES.matcher(tag).matches())) {
			this.proxy.evidence().add(WireEvent.COMMITTED);
			decided = this.proxy.fates().next(this.statements, AFTERWARDS);
		}
		else {
			return decided == CommitFate.LATE;
		}
		if (decided == CommitFate.LATE) {
			this.proxy.evidence().add(WireEvent.LANDED_LATE);
			return true;
		}
		if (decided == CommitFate.REPLY_LOST) {
			this.proxy.evidence().add(WireEvent.REPLY_LOST);
			return true;
		}
		return false;
	}

	private static DataInputStream input(Socket socket) throws IOException {
		return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
	}

	private static DataOutputStream output(Socket socket) throws IOException {
		return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
	}

	/**
	 * End the session at both ends.
	 * @return whether it was not over yet
	 */
	boolean close() {
		if (!this.closed.compareAndSet(false, true)) {
			return false;
		}
		reset(this.client);
		reset(this.server);
		this.proxy.weather().wake();
		this.proxy.isOver(this);
		return true;
	}

	static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			logger.debug("A connection is gone already", ex);
		}
	}

	private interface Pump {

		void run() throws IOException, InterruptedException;

	}

}
