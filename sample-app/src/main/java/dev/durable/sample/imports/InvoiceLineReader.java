package dev.durable.sample.imports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.durable.sample.orders.NewOrder;
import dev.durable.sample.orders.OrderLine;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;

import org.springframework.stereotype.Component;

/**
 * Reads single lines. What is wrong with one is said by the constraints that guard orders
 * in JSON too. The date of an invoice is not looked at: nothing depends on it.
 */
@Component
class InvoiceLineReader {

	static final List<String> COLUMNS = List.of("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate",
			"UnitPrice", "CustomerID", "Country");

	private static final Map<String, String> COLUMN_OF = Map.of("invoiceNo", "InvoiceNo", "stockCode", "StockCode",
			"description", "Description", "quantity", "Quantity", "unitPrice", "UnitPrice", "customerId", "CustomerID",
			"country", "Country");

	private static final Pattern QUANTITY = Pattern.compile("[+-]?[0-9]{1,9}");

	private static final Pattern PRICE = Pattern.compile("[+-]?[0-9]{1,9}(\\.[0-9]{1,9})?");

	private final Validator validator;

	InvoiceLineReader(Validator validator) {
		this.validator = validator;
	}

	/**
	 * Read a line.
	 * @param line the number of the line
	 * @param values its values
	 * @param file takes the line, or the reason why it is rejected
	 */
	void read(long line, List<String> values, InvoiceFile file) {
		List<String> problems = malformed(values);
		if (problems.isEmpty()) {
			NewOrder order = parse(values);
			problems = violations(order);
			if (problems.isEmpty()) {
				file.add(line, order);
				return;
			}
		}
		file.reject(line, values.get(0), String.join("; ", problems));
	}

	private static List<String> malformed(List<String> values) {
		if (values.size() != COLUMNS.size()) {
			return List.of("The line has " + values.size() + " columns instead of " + COLUMNS.size());
		}
		List<String> problems = new ArrayList<>();
		if (!QUANTITY.matcher(values.get(3)).matches()) {
			problems.add("Quantity " + OrderLine.QUANTITY);
		}
		if (!PRICE.matcher(values.get(5)).matches()) {
			problems.add("UnitPrice " + OrderLine.PRICE);
		}
		return problems;
	}

	private static NewOrder parse(List<String> values) {
		OrderLine line = new OrderLine(values.get(1), values.get(2), Integer.valueOf(values.get(3)),
				new BigDecimal(values.get(5)));
		return new NewOrder(values.get(0), values.get(6), values.get(7), List.of(line));
	}

	private List<String> violations(NewOrder order) {
		return this.validator.validate(order).stream().map(InvoiceLineReader::reason).sorted().distinct().toList();
	}

	private static String reason(ConstraintViolation<NewOrder> violation) {
		String path = violation.getPropertyPath().toString();
		return COLUMN_OF.get(path.substring(path.lastIndexOf('.') + 1)) + " " + violation.getMessage();
	}

}
