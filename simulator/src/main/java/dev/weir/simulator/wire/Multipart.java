package dev.weir.simulator.wire;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A multipart body as Discord takes it: the JSON in the field {@code payload_json}, files beside it. */
record Multipart(String json, List<FilePart> files) {

    static boolean is(FullHttpRequest request) {
        return HttpPostRequestDecoder.isMultipart(request);
    }

    /** What cannot be read is an empty body, which every route that takes files refuses. */
    static Multipart read(FullHttpRequest request) {
        String json = "";
        List<FilePart> files = new ArrayList<>();
        HttpPostRequestDecoder decoder = null;
        try {
            decoder = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request);
            for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
                switch (part) {
                    case Attribute attribute
                    when attribute.getName().equals("payload_json") ->
                        json = attribute.getString(StandardCharsets.UTF_8);
                    case FileUpload file ->
                        files.add(new FilePart(file.getFilename(), file.getContentType(), file.length()));
                    default -> {
                        // Discord passes over fields it does not know.
                    }
                }
            }
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException | IOException _) {
            return new Multipart("", List.of());
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
        return new Multipart(json, files);
    }
}
