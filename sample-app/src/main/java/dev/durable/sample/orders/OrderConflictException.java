package dev.durable.sample.orders;

import java.io.Serial;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Another order has the invoice number.
 */
public class OrderConflictException extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	OrderConflictException(String invoiceNo) {
		super(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
				"Invoice '" + invoiceNo + "' is known, with another customer, country or other lines"), null);
	}

}
