package dev.durable.sample.fulfilment;

import java.io.Serial;

import dev.durable.sample.orders.OrderView;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * An order needs no review, or not any more.
 */
public class NoReviewException extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	NoReviewException(OrderView order) {
		super(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
				"Order '" + order.invoiceNo() + "' does not wait for a review"), null);
	}

}
