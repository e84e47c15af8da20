/**
 * Enrolments: three days from the registration to the certificate.
 * <p>
 * Begin with {@link dev.durable.sample.enrolments.EnrolmentWorkflow}.
 * <p>
 * May use: {@code runs}, {@code effects}, {@code problems}.
 */
@NullMarked
package dev.durable.sample.enrolments;

import org.jspecify.annotations.NullMarked;
