package dev.durable.sample.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.durable.sample.fulfilment.OrderDesk;
import dev.durable.sample.orders.OrderConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.RequestEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes a day of invoices as one file.
 */
@RestController
class ImportController {

	private final OrderDesk desk;

	private final InvoiceFileReader reader;

	ImportController(OrderDesk desk, InvoiceFileReader reader) {
		this.desk = desk;
		this.reader = reader;
	}

	@PostMapping(path = "/orders/import", consumes = "text/csv")
	@ResponseStatus(HttpStatus.ACCEPTED)
	ImportResult importOrders(RequestEntity<byte[]> request) {
		InvoiceFile file = this.reader.read(text(request.getBody(), request.getHeaders().getContentType()));
		List<Rejection> rejected = new ArrayList<>(file.rejected());
		int accepted = 0;
		for (Invoice invoice : file.invoices()) {
			try {
				accepted += this.desk.place(invoice.order()) ? 1 : 0;
			}
			catch (OrderConflictException ex) {
				rejected.add(new Rejection(invoice.line(), String.valueOf(ex.getBody().getDetail())));
			}
		}
		rejected.sort(Comparator.comparingLong(Rejection::line));
		return new ImportResult(accepted, rejected);
	}

	private static String text(byte @Nullable [] body, @Nullable MediaType type) {
		Charset named = (type != null) ? type.getCharset() : null;
		Charset charset = (named != null) ? named : StandardCharsets.UTF_8;
		try {
			return charset.newDecoder().decode(ByteBuffer.wrap((body != null) ? body : new byte[0])).toString();
		}
		catch (CharacterCodingException ex) {
			throw new InvalidFileException("The file is not encoded in " + charset);
		}
	}

}
