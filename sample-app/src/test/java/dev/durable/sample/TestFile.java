package dev.durable.sample;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;

/**
 * A file of invoices to import, and the countries that the carrier does not serve.
 */
record TestFile(String text, Set<String> unserved) {

	private static final Logger logger = LoggerFactory.getLogger(TestFile.class);

	private static final String REAL = "shared/data/online-retail-2010-12-01.csv";

	/**
	 * A day of real invoices, which lies beside the checkout.
	 * @return the real file, or the sample's own one many times over if it is absent
	 */
	static TestFile largest() {
		for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
			if (Files.isReadable(directory.resolve(REAL))) {
				return new TestFile(read(directory.resolve(REAL)), Set.of("EIRE", "Norway"));
			}
		}
		logger.warn("../{} is absent: the sample's own file is used, ten times over", REAL);
		return sample(10);
	}

	/**
	 * The sample's own file, several times over with other invoice numbers.
	 * @param times how many times
	 * @return the file
	 */
	static TestFile sample(int times) {
		return sample(0, times);
	}

	/**
	 * The sample's own file, several times over with invoice numbers of a range.
	 * @param from the beginning of the range
	 * @param to its end, exclusive
	 * @return the file
	 */
	static TestFile sample(int from, int to) {
		try {
			String text = new ClassPathResource("sample-orders.csv").getContentAsString(StandardCharsets.UTF_8);
			int header = text.indexOf('\n') + 1;
			String lines = text.substring(header);
			return new TestFile(text.substring(0, header) + IntStream.range(from, to)
				.mapToObj((i) -> lines.replaceAll("(?m)^(C?)7", "$1" + (700 + i)))
				.collect(Collectors.joining()), Set.of("Atlantis"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Cut a part out, as if it came in a file of its own.
	 * @param from the number of its first invoice, from 0
	 * @param to the number of the first one after it
	 * @return the part
	 */
	TestFile part(int from, int to) {
		StringBuilder part = header();
		linesOfInvoices().subList(from, to).forEach(part::append);
		return new TestFile(part.toString(), this.unserved);
	}

	private StringBuilder header() {
		return new StringBuilder(this.text.substring(0, this.text.indexOf('\n') + 1));
	}

	private List<String> linesOfInvoices() {
		Map<String, String> invoices = new LinkedHashMap<>();
		this.text.lines()
			.skip(1)
			.forEach((line) -> invoices.merge(line.substring(0, line.indexOf(',')), line + "\n", String::concat));
		return List.copyOf(invoices.values());
	}

	List<TestInvoice> invoices() {
		Map<String, TestInvoice> invoices = new LinkedHashMap<>();
		try (StringReader reader = new StringReader(this.text)) {
			for (CSVRecord line : CSVFormat.RFC4180.builder()
				.setHeader()
				.setSkipHeaderRecord(true)
				.get()
				.parse(reader)) {
				BigDecimal amount = new BigDecimal(line.get("UnitPrice"))
					.multiply(new BigDecimal(line.get("Quantity")));
				invoices.merge(line.get("InvoiceNo"),
						new TestInvoice(line.get("InvoiceNo"), line.get("CustomerID"), line.get("Country"), amount),
						(one, other) -> new TestInvoice(one.invoiceNo(), one.customerId(), one.country(),
								one.total().add(other.total())));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return List.copyOf(invoices.values());
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
