package dev.durable.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Qualifier for the {@link javax.sql.DataSource} in whose database workflows are kept,
 * where an application has several. Without it they are kept in the primary one. Starts,
 * signals and the results of {@code @Transactional} activities commit together with the
 * transactions on this data source, and with no others.
 * <p>
 * It stands beside {@code @Bean}; a data source that is for workflows alone may also be
 * {@code @Bean(defaultCandidate = false)}.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
public @interface DurableDataSource {

}
