package dev.durable;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplaySilentLogger}.
 */
class ReplaySilentLoggerTests {

	private final FakeWorkflowContext context = new FakeWorkflowContext();

	private final RecordingLogger target = new RecordingLogger();

	private final Logger logger = ReplaySilentLogger.wrap(this.target);

	@AfterEach
	void unbind() {
		WorkflowContext.bind(null);
	}

	@Test
	void loggerLogsOutsideOfWorkflows() {
		this.logger.info("order {} is {}", 42, "placed");
		assertThat(this.target.lines).containsExactly("INFO order 42 is placed");
		assertThat(this.logger.isInfoEnabled()).isTrue();
	}

	@Test
	void loggerLogsWhatTheWorkflowDoesForTheFirstTime() {
		WorkflowContext.bind(this.context);
		this.logger.warn("placed");
		this.logger.atInfo().log("charged");
		assertThat(this.target.lines).containsExactly("WARN placed", "INFO charged");
	}

	@Test
	void loggerIsSilentDuringReplay() {
		WorkflowContext.bind(this.context);
		this.context.replaying = true;
		this.logger.info("order {} is {}", 42, "placed");
		this.logger.error("failed", new IllegalStateException());
		this.logger.atInfo().log("charged");
		this.logger.makeLoggingEventBuilder(Level.ERROR).log("charged");
		assertThat(this.target.lines).isEmpty();
		assertThat(this.logger.isErrorEnabled()).isFalse();
		assertThat(this.logger.isEnabledForLevel(Level.ERROR)).isFalse();
		assertThat(this.logger.getName()).isEqualTo("recording");
	}

	@Test
	void loggerSpeaksAgainAfterReplay() {
		WorkflowContext.bind(this.context);
		this.context.replaying = true;
		this.logger.info("placed");
		this.context.replaying = false;
		this.logger.info("charged");
		assertThat(this.target.lines).containsExactly("INFO charged");
	}

	@Test
	void loggerOfClassIsMadeOnceAndEqualsItselfOnly() {
		Logger first = Durable.logger(ReplaySilentLoggerTests.class);
		assertThat(first).isSameAs(Durable.logger(ReplaySilentLoggerTests.class)).isNotEqualTo(this.logger);
		assertThat(first.getName()).isEqualTo(ReplaySilentLoggerTests.class.getName());
		assertThat(this.logger).isEqualTo(this.logger).hasSameHashCodeAs(this.logger).hasToString("recorder");
	}

	private static final class RecordingLogger extends LegacyAbstractLogger {

		private static final long serialVersionUID = 1L;

		private final transient List<String> lines = new ArrayList<>();

		@Override
		public String getName() {
			return "recording";
		}

		@Override
		public boolean isTraceEnabled() {
			return true;
		}

		@Override
		public boolean isDebugEnabled() {
			return true;
		}

		@Override
		public boolean isInfoEnabled() {
			return true;
		}

		@Override
		public boolean isWarnEnabled() {
			return true;
		}

		@Override
		public boolean isErrorEnabled() {
			return true;
		}

		@Override
		public String toString() {
			return "recorder";
		}

		@Override
		protected String getFullyQualifiedCallerName() {
			return "";
		}

		@Override
		protected void handleNormalizedLoggingCall(Level level, Marker marker, String message, Object[] arguments,
				Throwable throwable) {
			this.lines.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
		}

	}

}
