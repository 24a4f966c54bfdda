package dev.weir.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that settings name, read whole; one that is larger than it may be is refused, as {@code /dev/zero} is. */
public final class SmallFile {
    private static final String EXPECTED = "expected a file that can be read: ";

    private SmallFile() {}

    /**
     * Reads a file.
     *
     * @param most bytes that it may have
     * @throws IllegalArgumentException says what was expected, without the path
     */
    public static byte[] read(Path path, int most) {
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(EXPECTED + "this is a folder");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IllegalArgumentException("expected a file of at most " + most + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw new IllegalArgumentException(EXPECTED + "there is no such file");
        } catch (AccessDeniedException _) {
            throw new IllegalArgumentException(EXPECTED + "this user may not read it");
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(EXPECTED + unreadable.getMessage());
        }
    }

    /** Reads a file of text in UTF-8. */
    static String readText(Path path, int most) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(path, most)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("expected a file of text in UTF-8");
        }
    }
}
