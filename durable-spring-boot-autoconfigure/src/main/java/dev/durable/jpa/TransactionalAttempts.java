package dev.durable.jpa;

import java.lang.reflect.Method;
import java.util.Set;

import javax.sql.DataSource;

import dev.durable.node.AttemptTransaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.StringUtils;

/**
 * Finds out which activities are transactional, by the attributes that Spring itself uses
 * for them, and makes the transactions of their attempts.
 */
public final class TransactionalAttempts {

	private static final Logger logger = LoggerFactory.getLogger(TransactionalAttempts.class);

	private static final Set<Integer> PROPAGATIONS = Set.of(TransactionDefinition.PROPAGATION_REQUIRED,
			TransactionDefinition.PROPAGATION_SUPPORTS, TransactionDefinition.PROPAGATION_MANDATORY);

	private final ListableBeanFactory beanFactory;

	private final DataSource dataSource;

	/**
	 * Create the finder.
	 * @param beanFactory has the transaction managers
	 * @param dataSource the data source of the application on which the store is
	 */
	public TransactionalAttempts(ListableBeanFactory beanFactory, DataSource dataSource) {
		this.beanFactory = beanFactory;
		this.dataSource = SpringCallerTransaction.target(dataSource);
	}

	/**
	 * Return what opens the transaction of an activity.
	 * @param method the method
	 * @param type the class of its bean
	 * @return the transaction, or null for a plain activity
	 * @throws IllegalArgumentException if the transaction attributes of the method cannot
	 * be kept
	 */
	public @Nullable AttemptTransaction find(Method method, Class<?> type) {
		TransactionAttributeSource source = this.beanFactory.getBeanProvider(TransactionAttributeSource.class)
			.getIfUnique();
		TransactionAttribute attribute = (source != null) ? source.getTransactionAttribute(method, type) : null;
		if (attribute == null) {
			return null;
		}
		if (!PROPAGATIONS.contains(attribute.getPropagationBehavior())) {
			throw new IllegalArgumentException("is a transactional activity with a propagation that keeps its result"
					+ " out of its transaction: Use REQUIRED, SUPPORTS or MANDATORY, or call another bean for what"
					+ " needs a transaction of its own");
		}
		String activity = type.getSimpleName() + "." + method.getName();
		if (attribute.isReadOnly()) {
			logger.warn("Activity {} is @Transactional(readOnly = true): its result is recorded after its transaction, "
					+ "so an attempt may be repeated, which is harmless if it only reads", activity);
			return null;
		}
		TransactionManager manager = manager(attribute);
		if (manager instanceof PlatformTransactionManager platform
				&& BusinessTransactions.dataSource(platform) == this.dataSource) {
			return new TransactionalAttempt(platform, attribute);
		}
		logger.warn(
				"Activity {} is @Transactional by a transaction manager ({}) that is not on the data source of the "
						+ "workflows: it may run more than once, as an activity without a transaction may",
				activity, manager.getClass().getName());
		return null;
	}

	private TransactionManager manager(TransactionAttribute attribute) {
		try {
			String qualifier = attribute.getQualifier();
			if (StringUtils.hasText(qualifier)) {
				return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, TransactionManager.class,
						qualifier);
			}
			TransactionAspectSupport aspect = this.beanFactory.getBeanProvider(TransactionAspectSupport.class)
				.getIfUnique();
			TransactionManager set = (aspect != null) ? aspect.getTransactionManager() : null;
			return (set != null) ? set : this.beanFactory.getBean(TransactionManager.class);
		}
		catch (BeansException ex) {
			throw new IllegalArgumentException("is @Transactional, and its transaction manager cannot be found ("
					+ ex.getMessage() + "): Name it in the annotation, or make one of them primary", ex);
		}
	}

}
