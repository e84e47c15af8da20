package dev.durable.sample.imports;

import dev.durable.sample.orders.NewOrder;
import dev.durable.sample.orders.OrderLine;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InvoiceFileReader}.
 */
class InvoiceFileReaderTests {

	private static final String HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

	private static final String GOOD = "1,A,A THING,2,2026-01-05 09:00:00,1.50,4711,Norway\n";

	private static final ValidatorFactory VALIDATION = Validation.buildDefaultValidatorFactory();

	private final InvoiceFileReader reader = new InvoiceFileReader(new InvoiceLineReader(VALIDATION.getValidator()));

	@AfterAll
	static void close() {
		VALIDATION.close();
	}

	@Test
	void linesOfOneInvoiceBecomeOneOrder() {
		InvoiceFile file = this.reader.read(HEADER + GOOD + GOOD.replace("1,A", "2,A") + GOOD.replace(",A,", ",B,"));
		assertThat(file.rejected()).isEmpty();
		assertThat(file.invoices()).hasSize(2);
		NewOrder first = file.invoices().get(0).order();
		assertThat(first.invoiceNo()).isEqualTo("1");
		assertThat(first.lines()).extracting(OrderLine::stockCode).containsExactly("A", "B");
	}

	@Test
	void quotedTextMayHoldSeparatorsAndQuotes() {
		InvoiceFile file = this.reader.read(HEADER + GOOD.replace("A THING", "\"A \"\"BIG\"\", RED THING\""));
		assertThat(file.invoices().get(0).order().lines().get(0).description()).isEqualTo("A \"BIG\", RED THING");
	}

	@Test
	void byteOrderMarkWindowsLinesBlankLinesAndMissingLastLineEndAreNoProblem() {
		String text = "\uFEFF"
				+ (HEADER + "\n" + GOOD + "\n\n" + GOOD.replace("1,A", "2,A").strip()).replace("\n", "\r\n");
		InvoiceFile file = this.reader.read(text);
		assertThat(file.rejected()).isEmpty();
		assertThat(file.invoices()).hasSize(2);
		assertThat(file.invoices().get(1).line()).isEqualTo(6);
	}

	@Test
	void missingCustomerIsNoMistake() {
		InvoiceFile file = this.reader.read(HEADER + GOOD.replace("4711", ""));
		assertThat(file.invoices().get(0).order().customerId()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "",
			value = { "1,A,A THING,2,2026-01-05,1.50,4711 | The line has 7 columns instead of 8",
					"1,A,A THING,2,2026-01-05,1.50,4711,Norway,x | The line has 9 columns instead of 8",
					"1,A,A THING,two,2026-01-05,1.50,4711,Norway | Quantity must be a whole number",
					"1,A,A THING,2.5,2026-01-05,1.50,4711,Norway | Quantity must be a whole number",
					"1,A,A THING,,2026-01-05,1.50,4711,Norway | Quantity must be a whole number",
					"1,A,A THING,99999999999,2026-01-05,1.50,4711,Norway | Quantity must be a whole number",
					"1,A,A THING,1000001,2026-01-05,1.50,4711,Norway | Quantity must be a whole number",
					"1,A,A THING,2,2026-01-05,cheap,4711,Norway | UnitPrice must be an amount",
					"1,A,A THING,2,2026-01-05,-1.50,4711,Norway | UnitPrice must be an amount",
					"1,A,A THING,2,2026-01-05,1.505,4711,Norway | UnitPrice must be an amount",
					"1,A,A THING,2,2026-01-05,1e9999999,4711,Norway | UnitPrice must be an amount",
					"1,A,A THING,2,2026-01-05,1000000.01,4711,Norway | UnitPrice must be an amount",
					"1,A,A THING,2,2026-01-05,NaN,4711,Norway | UnitPrice must be an amount",
					",A,A THING,2,2026-01-05,1.50,4711,Norway | InvoiceNo must have",
					"a/b,A,A THING,2,2026-01-05,1.50,4711,Norway | InvoiceNo must have",
					"summary,A,A THING,2,2026-01-05,1.50,4711,Norway | InvoiceNo must have",
					"1,,A THING,2,2026-01-05,1.50,4711,Norway | StockCode is missing",
					"1,A,A THING,2,2026-01-05,1.50,4711, | Country is missing",
					"1,A,A\u0000THING,2,2026-01-05,1.50,4711,Norway | Description must have at most 200 characters",
					"1,A,A THING,2,2026-01-05,1.50,47\u001b11,Norway | CustomerID must have at most 40 characters" })
	void lineWithMistakeIsRejectedWithReason(String line, String reason) {
		InvoiceFile file = this.reader.read(HEADER + line + "\n" + GOOD.replace("1,A", "2,A"));
		assertThat(file.rejected()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.line()).isEqualTo(2);
			assertThat(rejection.reason()).startsWith(reason);
		});
		assertThat(file.invoices()).singleElement()
			.satisfies((invoice) -> assertThat(invoice.order().invoiceNo()).isEqualTo("2"));
	}

	@Test
	void eachMistakeOfLineIsNamed() {
		InvoiceFile file = this.reader.read(HEADER + "1,A,A THING,x,2026-01-05,y,4711,Norway\n");
		assertThat(file.rejected().get(0).reason()).contains("Quantity must").contains("UnitPrice must");
	}

	@Test
	void wholeInvoiceIsLeftOutWhenOneOfItsLinesIsRejected() {
		InvoiceFile file = this.reader.read(HEADER + GOOD + GOOD.replace("1.50", "x") + GOOD);
		assertThat(file.rejected()).extracting(Rejection::line).containsExactly(3L);
		assertThat(file.invoices()).isEmpty();
	}

	@Test
	void linesOfOneInvoiceMustAgreeAboutCustomerAndCountry() {
		InvoiceFile file = this.reader
			.read(HEADER + GOOD + GOOD.replace("Norway", "France") + GOOD.replace("4711", "") + GOOD);
		assertThat(file.rejected()).extracting(Rejection::line).containsExactly(3L, 4L);
		assertThat(file.rejected().get(0).reason())
			.isEqualTo("CustomerID or Country is not the same as in line 2 of invoice 1");
		assertThat(file.invoices()).isEmpty();
	}

	@Test
	void lineThatSpansSeveralLinesIsNamedByTheFirst() {
		InvoiceFile file = this.reader
			.read(HEADER + GOOD.replace("A THING", "\"A\nTHING\"") + GOOD.replace("1.50", "x"));
		assertThat(file.rejected()).extracting(Rejection::line).containsExactly(2L, 4L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n\n", "InvoiceNo,StockCode\n", "invoiceno,stockcode,a,b,c,d,e,f\n",
			"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Colour\n" })
	void anyOtherHeaderIsRefused(String text) {
		assertThatExceptionOfType(InvalidFileException.class).isThrownBy(() -> this.reader.read(text))
			.satisfies((ex) -> assertThat(ex.getBody().getDetail())
				.startsWith("The first line must be InvoiceNo,StockCode,Description"));
	}

	@Test
	void missingColumnsAreNamed() {
		assertThatExceptionOfType(InvalidFileException.class)
			.isThrownBy(() -> this.reader.read(HEADER.replace("Quantity,", "").replace(",Country", "")))
			.satisfies((ex) -> assertThat(ex.getBody().getDetail()).endsWith("it lacks Quantity, Country"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1,A,\"A THING,2,2026-01-05,1.50,4711,Norway\n",
			"1,A,\"A\" THING,2,2026-01-05,1.50,4711,Norway\n" })
	void brokenQuotesAreRefusedWithPlace(String line) {
		assertThatExceptionOfType(InvalidFileException.class).isThrownBy(() -> this.reader.read(HEADER + GOOD + line))
			.satisfies(
					(ex) -> assertThat(ex.getBody().getDetail()).startsWith("The file is no valid CSV after line 2"));
	}

}
