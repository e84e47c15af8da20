package dev.durable.sample.imports;

import java.util.List;

/**
 * What became of a file.
 *
 * @param accepted the invoices for which a workflow was started; those that were known
 * before do not count
 * @param rejected the lines that are the reason why an invoice was not imported
 */
record ImportResult(int accepted, List<Rejection> rejected) {
}
