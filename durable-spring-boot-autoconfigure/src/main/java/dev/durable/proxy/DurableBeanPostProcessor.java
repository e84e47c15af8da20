package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;

import dev.durable.Activity;
import dev.durable.Workflow;
import org.aopalliance.aop.Advice;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the calls of workflow or activity beans durable, outside of all other advice, or
 * stands inside of all other.
 */
public final class DurableBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private DurableBeanPostProcessor(DefaultPointcutAdvisor advisor, boolean outermost) {
		this.advisor = advisor;
		setBeforeExistingAdvisors(outermost);
		setProxyTargetClass(true);
	}

	/**
	 * Create the post-processor of activity beans.
	 * @param definitions asked when a workflow calls an activity
	 * @return the post-processor
	 */
	public static DurableBeanPostProcessor forActivities(ObjectProvider<DurableDefinitions> definitions) {
		return new DurableBeanPostProcessor(new DurableAdvisor(Activity.class, new ActivityAdvice(definitions)), true);
	}

	/**
	 * Create the post-processor of the threads of activity beans.
	 * @return the post-processor
	 */
	public static DurableBeanPostProcessor forAttempts() {
		return new DurableBeanPostProcessor(new DefaultPointcutAdvisor(
				new AnnotationMatchingPointcut(Activity.class, true), new AttemptThreadAdvice()), false);
	}

	/**
	 * Create the post-processor of workflow beans.
	 * @param runtime asked when a method of a workflow bean is called
	 * @return the post-processor
	 */
	public static DurableBeanPostProcessor forWorkflows(ObjectProvider<WorkflowRuntime> runtime) {
		return new DurableBeanPostProcessor(new DurableAdvisor(Workflow.class, new WorkflowAdvice(runtime)), true);
	}

	static boolean isIn(Advised advised) {
		return Stream.of(advised.getAdvisors()).anyMatch(DurableAdvisor.class::isInstance);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return RunInstances.isRunInstance(beanName) ? bean : super.postProcessAfterInitialization(bean, beanName);
	}

	/**
	 * A final class is reported by the checks at start-up, with all other problems.
	 */
	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return (!Modifier.isFinal(targetClass.getModifiers()) || Proxy.isProxyClass(targetClass))
				&& super.isEligible(targetClass);
	}

	private static final class DurableAdvisor extends DefaultPointcutAdvisor {

		private static final long serialVersionUID = 1L;

		DurableAdvisor(Class<? extends Annotation> annotation, Advice advice) {
			super(new AnnotationMatchingPointcut(annotation, true), advice);
		}

	}

}
