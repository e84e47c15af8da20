package dev.durable.autoconfigure;

import java.time.Duration;

import dev.durable.ContextPropagator;
import dev.durable.client.ClientInterceptor;
import dev.durable.client.WorkflowClient;
import dev.durable.engine.ContextPropagation;
import dev.durable.history.EventCodec;
import dev.durable.history.PayloadConverter;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.jackson.JacksonPayloadConverter;
import dev.durable.node.CallerTransaction;
import dev.durable.node.CodeObserver;
import dev.durable.node.HistoryReplay;
import dev.durable.node.Instrumentation;
import dev.durable.node.NodeListener;
import dev.durable.proxy.ActivityConfiguration;
import dev.durable.proxy.AttemptTransactions;
import dev.durable.proxy.DurableBeanPostProcessor;
import dev.durable.proxy.DurableDefinitions;
import dev.durable.proxy.DurableWorkflowClient;
import dev.durable.proxy.PropagatedContext;
import dev.durable.proxy.WorkflowRuntime;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for durable workflows and
 * activities.
 */
@AutoConfiguration(after = { DurableJpaAutoConfiguration.class, JacksonAutoConfiguration.class })
@Conditional(OnDurableEnabled.class)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBean(Store.class)
@EnableConfigurationProperties(DurableProperties.class)
public final class DurableAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PayloadConverter durablePayloadConverter(ObjectProvider<JsonMapper> mapper, DurableProperties properties) {
		return new JacksonPayloadConverter(mapper.getIfUnique(JsonMapper::shared), properties.payload().maxSize());
	}

	@Bean
	@ConditionalOnMissingBean
	EventCodec durableEventCodec() {
		return new JacksonEventCodec();
	}

	@Bean
	ActivityConfiguration durableActivityConfiguration(Environment environment, DurableProperties properties) {
		return new BoundActivities(Binder.get(environment), properties.activity().defaults());
	}

	@Bean
	DurableDefinitions durableDefinitions(ConfigurableListableBeanFactory beanFactory,
			ActivityConfiguration configuration, ObjectProvider<AttemptTransactions> transactions) {
		return new DurableDefinitions(beanFactory, configuration, transactions);
	}

	@Bean
	ContextPropagation durableContextPropagation(ObjectProvider<ContextPropagator> propagators,
			DurableProperties properties) {
		return PropagatedContext.of(propagators.orderedStream().toList(), properties.context().mdc());
	}

	@Bean
	WorkflowRuntime durableWorkflowRuntime(DurableDefinitions definitions, ObjectProvider<NodeLifecycle> node,
			PayloadConverter converter, ObjectProvider<CallerTransaction> transaction, ContextPropagation propagation,
			ObjectProvider<ClientInterceptor> interceptors) {
		return new WorkflowRuntime(definitions, () -> node.getObject().service(), converter,
				transaction.getIfAvailable(() -> CallerTransaction.NONE), propagation,
				() -> interceptors.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	WorkflowClient durableWorkflowClient(WorkflowRuntime runtime) {
		return new DurableWorkflowClient(runtime);
	}

	@Bean
	static DurableBeanPostProcessor durableActivityBeanPostProcessor(ObjectProvider<DurableDefinitions> definitions) {
		return DurableBeanPostProcessor.forActivities(definitions);
	}

	@Bean
	static DurableBeanPostProcessor durableAttemptBeanPostProcessor() {
		return DurableBeanPostProcessor.forAttempts();
	}

	@Bean
	static DurableBeanPostProcessor durableWorkflowBeanPostProcessor(ObjectProvider<WorkflowRuntime> runtime) {
		return DurableBeanPostProcessor.forWorkflows(runtime);
	}

	@Bean
	Instrumentation durableInstrumentation(ObjectProvider<NodeListener> listener,
			ObjectProvider<CodeObserver> observer) {
		return new Instrumentation(listener.getIfUnique(() -> NodeListener.NONE),
				observer.getIfUnique(() -> CodeObserver.NONE));
	}

	@Bean
	NodeSurroundings durableNodeSurroundings(ObjectProvider<StoreTraits> store,
			ObjectProvider<CallerTransaction> transaction, ContextPropagation propagation,
			Instrumentation instrumentation, ObjectProvider<BuildProperties> build, Environment environment) {
		BuildProperties built = build.getIfUnique();
		Duration phase = environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class,
				Duration.ofSeconds(30));
		return new NodeSurroundings(store.getIfUnique(() -> StoreTraits.DEFAULTS),
				transaction.getIfAvailable(() -> CallerTransaction.NONE), propagation, instrumentation,
				(built != null) ? built.getVersion() : null, phase);
	}

	@Bean
	NodeFactory durableNodeFactory(DurableProperties properties, DurableDefinitions definitions, Store store,
			EventCodec codec, PayloadConverter converter, NodeSurroundings surroundings) {
		return new NodeFactory(properties, definitions, store, codec, converter, surroundings);
	}

	/**
	 * For the tests of the application; only they create it.
	 */
	@Lazy
	@Bean(defaultCandidate = false)
	HistoryReplay durableHistoryReplay(NodeFactory nodes, ResourceLoader resources) {
		return nodes.replay((name, body) -> startDaemon(name, body, resources.getClassLoader()));
	}

	private static void startDaemon(String name, Runnable body, @Nullable ClassLoader classLoader) {
		Thread thread = new Thread(null, body, name, 0, false);
		thread.setContextClassLoader(classLoader);
		thread.setDaemon(true);
		thread.start();
	}

	@Bean
	NodeLifecycle durableNodeLifecycle(NodeFactory nodes, ResourceLoader resources) {
		return new NodeLifecycle(nodes, resources.getClassLoader());
	}

}
