package dev.durable.sample.imports;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Reads files of invoices. A file that is no CSV, or has another header, is refused as a
 * whole; otherwise each line speaks for itself.
 */
@Component
class InvoiceFileReader {

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

	private final InvoiceLineReader lineReader;

	InvoiceFileReader(InvoiceLineReader lineReader) {
		this.lineReader = lineReader;
	}

	/**
	 * Read a file.
	 * @param text the file
	 * @return the invoices, and the lines that were rejected
	 * @throws InvalidFileException if the file is no CSV, or has another header
	 */
	InvoiceFile read(String text) {
		InvoiceFile file = new InvoiceFile();
		long line = 0;
		try (CSVParser parser = FORMAT.parse(new StringReader(StringUtils.trimLeadingCharacter(text, '\uFEFF')))) {
			for (CSVRecord record : parser) {
				if (line == 0) {
					requireHeader(record.toList());
				}
				else {
					this.lineReader.read(firstLine(record, parser), record.toList(), file);
				}
				line = parser.getCurrentLineNumber();
			}
		}
		catch (IOException | UncheckedIOException ex) {
			throw new InvalidFileException("The file is no valid CSV after line " + line
					+ ": a quotation mark is not closed, or is followed by other text");
		}
		if (line == 0) {
			requireHeader(List.of());
		}
		return file;
	}

	private static void requireHeader(List<String> header) {
		if (header.equals(InvoiceLineReader.COLUMNS)) {
			return;
		}
		List<String> missing = new ArrayList<>(InvoiceLineReader.COLUMNS);
		missing.removeAll(header);
		throw new InvalidFileException("The first line must be " + String.join(",", InvoiceLineReader.COLUMNS)
				+ (missing.isEmpty() ? "" : "; it lacks " + String.join(", ", missing)));
	}

	private static long firstLine(CSVRecord record, CSVParser parser) {
		return parser.getCurrentLineNumber()
				- record.stream().flatMapToInt(String::chars).filter((c) -> c == '\n').count();
	}

}
