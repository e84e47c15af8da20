package dev.durable.sample.orders;

import java.io.Serial;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * There is no such order.
 */
public class OrderNotFoundException extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	OrderNotFoundException(String invoiceNo) {
		super(HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND,
				"There is no order with the invoice number '" + invoiceNo + "'"), null);
	}

}
