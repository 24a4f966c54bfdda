package dev.weir.worker.botjar;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one bot's jar: the jar's own classes and resources go before the worker's, so that each bot runs with the
 * libraries that it brought.
 *
 * <p>What bots and the worker hand to each other is the worker's: two classes of one name would be two types.
 */
final class BotClassLoader extends URLClassLoader {
    /** Jackson's trees are part of the API. */
    private static final List<String> SHARED =
            List.of("dev.weir.worker.", "dev.weir.model.", "org.javacord.", "org.slf4j.", "com.fasterxml.jackson.");

    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader worker;

    /**
     * Of one jar, and what its manifest names in {@code Class-Path}.
     *
     * @param name of the file; stack traces show it
     */
    BotClassLoader(String name, URL jar, ClassLoader worker) {
        super(name, new URL[] {jar}, worker);
        this.worker = worker;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            Class<?> found = known == null ? find(name) : known;
            if (resolve) {
                resolveClass(found);
            }
            return found;
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        Class<?> jdk = of(JDK, name);
        if (jdk != null) {
            return jdk;
        }
        if (SHARED.stream().anyMatch(name::startsWith)) {
            Class<?> shared = of(worker, name);
            return shared == null ? findClass(name) : shared;
        }
        try {
            return findClass(name);
        } catch (ClassNotFoundException notItsOwn) {
            Class<?> workers = of(worker, name);
            if (workers == null) {
                throw notItsOwn;
            }
            return workers;
        }
    }

    private static @Nullable Class<?> of(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException _) {
            return null;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    /** Its own only, if it has any: a service of the worker's libraries does not fit an interface that the bot brought. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> own = Collections.list(findResources(name));
        return own.isEmpty() ? super.getResources(name) : Collections.enumeration(own);
    }
}
