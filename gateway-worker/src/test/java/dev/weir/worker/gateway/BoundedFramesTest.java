package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedFramesTest {
    private static final int FINAL_TEXT = 0x81;
    private static final int FIRST_PART = 0x01;
    private static final int NEXT_PART = 0x00;
    private static final int PING = 0x89;

    private final List<String> breaches = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 300_000})
    void framesPassUnchanged(int length) throws IOException {
        byte[] frames = join(frame(FINAL_TEXT, length), frame(PING, 4), frame(FINAL_TEXT, 3));

        assertThat(bounded(frames).readAllBytes()).isEqualTo(frames);
        assertThat(breaches).isEmpty();
    }

    @Test
    void aStreamThatGivesOneByteAtATimePassesUnchanged() throws IOException {
        byte[] frames = join(frame(FINAL_TEXT, 70_000), frame(FINAL_TEXT, 200), frame(FINAL_TEXT, 2));
        InputStream slow = new InputStream() {
            private final InputStream all = new ByteArrayInputStream(frames);

            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return all.read(into, offset, Math.min(length, 1));
            }
        };

        assertThat(new BoundedFrames(slow, breaches::add).readAllBytes()).isEqualTo(frames);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {BoundedFrames.MOST_BYTES + 1L, 1_900_000_000L, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1})
    void aFrameThatAnnouncesMoreEndsTheStreamAtItsHead(long announced) throws IOException {
        InputStream in = bounded(join(frame(FINAL_TEXT, 3), head(FINAL_TEXT, announced), frame(FINAL_TEXT, 3)));
        in.readNBytes(5);

        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);

        assertThat(breaches).hasSize(1);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(breaches).hasSize(1);
    }

    @Test
    void theLargestMessageIsTaken() throws IOException {
        InputStream in = bounded(head(FINAL_TEXT, BoundedFrames.MOST_BYTES));

        assertThat(in.readAllBytes()).hasSize(10);
        assertThat(breaches).isEmpty();
    }

    @Test
    void thePartsOfAMessageCountTogether() throws IOException {
        byte[] part = frame(NEXT_PART, 1 << 20);
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream(frame(FIRST_PART, 1 << 20)));
        for (int i = 0; i < 40; i++) {
            parts.add(new ByteArrayInputStream(part));
        }
        InputStream in = new BoundedFrames(new SequenceInputStream(Collections.enumeration(parts)), breaches::add);

        long passed = 0;
        try {
            while (in.read() >= 0) {
                passed++;
            }
        } catch (IOException e) {
            assertThat(passed).isBetween(30L << 20, 32L << 20);
        }
        assertThat(breaches).hasSize(1);
    }

    @Test
    void emptyPartsAreBoundedInNumber() {
        byte[] many = new byte[2 * 400_000];

        assertThatThrownBy(() -> bounded(many).transferTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class);
        assertThat(breaches).hasSize(1);
    }

    @Test
    void messagesOneAfterTheOtherDoNotCountTogether() throws IOException {
        byte[] one = frame(FINAL_TEXT, 20 << 20);

        assertThat(bounded(join(one, frame(PING, 10), one)).readAllBytes()).hasSize(2 * one.length + 12);
        assertThat(breaches).isEmpty();
    }

    @Test
    void aControlFrameHasAtMost125Bytes() {
        assertThatThrownBy(() -> bounded(frame(PING, 126)).readAllBytes()).isInstanceOf(IOException.class);
        assertThat(breaches).containsExactly("a control frame announces 126 bytes");
    }

    @Test
    void theLibraryIsTheOneThatTheBoundIsWrittenFor() {
        BoundedFrames.check();
    }

    private InputStream bounded(byte[] frames) {
        return new BoundedFrames(new ByteArrayInputStream(frames), breaches::add);
    }

    private static byte[] frame(int first, int length) {
        return join(head(first, length), new byte[length]);
    }

    private static byte[] head(int first, long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(first);
            if (length >= 0 && length < 126) {
                out.writeByte((int) length);
            } else if (length >= 0 && length < 65_536) {
                out.writeByte(126);
                out.writeShort((int) length);
            } else {
                out.writeByte(127);
                out.writeLong(length);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
