package dev.durable.sample.problems;

import java.io.IOException;

import dev.durable.sample.SampleProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stops reading bodies that are too large, announced or not.
 */
@Component
class BodySizeFilter extends OncePerRequestFilter {

	private final long bytesMax;

	BodySizeFilter(SampleProperties properties) {
		this.bytesMax = properties.web().maxBodySize().toBytes();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(new LimitedRequest(request, this.bytesMax), response);
	}

	private static void require(long bytes, long bytesMax) {
		if (bytes > bytesMax) {
			throw new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE, Problems.of(HttpStatus.CONTENT_TOO_LARGE,
					"The body must not be larger than " + bytesMax + " bytes"), null);
		}
	}

	private static final class LimitedRequest extends HttpServletRequestWrapper {

		private final long bytesMax;

		LimitedRequest(HttpServletRequest request, long bytesMax) {
			super(request);
			this.bytesMax = bytesMax;
		}

		@Override
		public ServletInputStream getInputStream() throws IOException {
			require(getContentLengthLong(), this.bytesMax);
			return new LimitedInputStream(super.getInputStream(), this.bytesMax);
		}

	}

	private static final class LimitedInputStream extends ServletInputStream {

		private final ServletInputStream stream;

		private final long bytesMax;

		private long bytesRead;

		LimitedInputStream(ServletInputStream stream, long bytesMax) {
			this.stream = stream;
			this.bytesMax = bytesMax;
		}

		@Override
		public int read() throws IOException {
			int value = this.stream.read();
			count((value >= 0) ? 1 : 0);
			return value;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = this.stream.read(bytes, offset, length);
			count(Math.max(count, 0));
			return count;
		}

		@Override
		public boolean isFinished() {
			return this.stream.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.stream.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.stream.setReadListener(listener);
		}

		private void count(int bytes) {
			this.bytesRead += bytes;
			require(this.bytesRead, this.bytesMax);
		}

	}

}
