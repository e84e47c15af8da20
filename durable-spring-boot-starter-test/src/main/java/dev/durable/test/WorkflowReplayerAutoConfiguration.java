package dev.durable.test;

import dev.durable.autoconfigure.DurableAutoConfiguration;
import dev.durable.node.HistoryReplay;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link WorkflowReplayer}.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnBean(name = WorkflowReplayerAutoConfiguration.REPLAY)
public final class WorkflowReplayerAutoConfiguration {

	static final String REPLAY = "durableHistoryReplay";

	@Bean
	@ConditionalOnMissingBean
	WorkflowReplayer workflowReplayer(@Qualifier(REPLAY) ObjectProvider<HistoryReplay> replay) {
		return new WorkflowReplayer(replay);
	}

}
