/**
 * Loans: a decision that may take a person two weeks.
 * <p>
 * Begin with {@link dev.durable.sample.loans.LoanWorkflow}. There is no table of loans:
 * what clients see is what the workflow answers.
 * <p>
 * May use: {@code runs}, {@code effects}, {@code problems}.
 */
@NullMarked
package dev.durable.sample.loans;

import org.jspecify.annotations.NullMarked;
