package dev.weir.worker.gateway;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * Ends an answer that is larger than any of Discord's before the heap is taken for it: the call fails, and nothing else does.
 * Thread-safe.
 */
final class BoundedAnswers implements Interceptor {
    /** After decompression. A page of 1,000 members has about 1 MB. */
    static final long MOST_BYTES = 32L * 1024 * 1024;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        ResponseBody body = answer.body();
        if (body == null) {
            return answer;
        }
        if (body.contentLength() > MOST_BYTES) {
            answer.close();
            throw tooLarge();
        }
        Source bounded = new Bounded(body.source());
        return answer.newBuilder()
                .body(ResponseBody.create(Okio.buffer(bounded), body.contentType(), body.contentLength()))
                .build();
    }

    private static IOException tooLarge() {
        return new IOException("Discord's answer has more than " + MOST_BYTES + " bytes");
    }

    private static final class Bounded extends ForwardingSource {
        private long read;

        Bounded(Source source) {
            super(source);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long more = super.read(sink, byteCount);
            read += Math.max(0, more);
            if (read > MOST_BYTES) {
                throw tooLarge();
            }
            return more;
        }
    }
}
