package dev.weir.cluster;

import com.hazelcast.config.JavaSerializationFilterConfig;
import java.util.List;

/**
 * The exceptions that members send each other: all that Java serialization may make.
 *
 * <p>One that is missing here is worse than none at all: an answer that cannot be read is no answer, and what waits for it in
 * Hazelcast waits for ever. So these are all that its used parts can send; a test holds that against its jar.
 */
final class MemberErrors {
    private static final List<String> OF_JAVA = List.of(
            "java.lang.ArithmeticException",
            "java.lang.ArrayIndexOutOfBoundsException",
            "java.lang.AssertionError",
            "java.lang.ClassCastException",
            "java.lang.ClassNotFoundException",
            "java.lang.Error",
            "java.lang.Exception",
            "java.lang.ExceptionInInitializerError",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.IndexOutOfBoundsException",
            "java.lang.InterruptedException",
            "java.lang.LinkageError",
            "java.lang.NoClassDefFoundError",
            "java.lang.NullPointerException",
            "java.lang.NumberFormatException",
            "java.lang.OutOfMemoryError",
            "java.lang.ReflectiveOperationException",
            "java.lang.RuntimeException",
            "java.lang.SecurityException",
            "java.lang.StackOverflowError",
            "java.lang.Throwable",
            "java.lang.UnsupportedOperationException",
            "java.lang.VirtualMachineError",
            "java.io.EOFException",
            "java.io.IOException",
            "java.io.UncheckedIOException",
            "java.util.ConcurrentModificationException",
            "java.util.NoSuchElementException",
            "java.util.concurrent.CancellationException",
            "java.util.concurrent.CompletionException",
            "java.util.concurrent.ExecutionException",
            "java.util.concurrent.RejectedExecutionException",
            "java.util.concurrent.TimeoutException");

    /** What every exception consists of. */
    private static final List<String> PARTS = List.of(
            "java.lang.StackTraceElement",
            "[Ljava.lang.StackTraceElement;",
            "java.util.ArrayList",
            "java.util.Collections$EmptyList",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "com.hazelcast.version.MemberVersion");

    /** From packages that hold more than exceptions. */
    private static final List<String> OF_HAZELCAST = List.of(
            "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
            "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
            "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
            "com.hazelcast.internal.cluster.impl.VersionMismatchException",
            "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
            "com.hazelcast.internal.serialization.impl.compact.ReflectiveCompactSerializationUnsupportedException",
            "com.hazelcast.internal.server.tcp.ProtocolException",
            "com.hazelcast.internal.util.AddressUtil$InvalidAddressException",
            "com.hazelcast.internal.util.AmbiguousInstantiationException",
            "com.hazelcast.internal.util.ThreadAffinity$InvalidAffinitySyntaxException",
            "com.hazelcast.internal.util.concurrent.ConcurrentConveyorException",
            "com.hazelcast.map.QueryResultSizeExceededException",
            "com.hazelcast.map.ReachedMaxSizeException",
            "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
            "com.hazelcast.map.impl.operation.MapFetchIndexOperation$MissingPartitionException",
            "com.hazelcast.memory.NativeOutOfMemoryError",
            "com.hazelcast.query.QueryException",
            "com.hazelcast.query.extractor.ValueReadingException",
            "com.hazelcast.query.impl.getters.policy.ReflectiveAttributeLookupException",
            "com.hazelcast.spi.impl.securestore.SecureStoreException",
            "com.hazelcast.transaction.TransactionException",
            "com.hazelcast.transaction.TransactionNotActiveException",
            "com.hazelcast.transaction.TransactionTimedOutException");

    /**
     * What a side of a split cluster sends among its members before it merges: the state that the cluster goes to. Only enums of
     * the listed packages can be made of it.
     */
    private static final List<String> OF_A_MERGE = List.of("java.lang.Enum");

    private static final List<String> PACKAGES_OF_HAZELCAST = List.of(
            "com.hazelcast.cluster",
            "com.hazelcast.core",
            "com.hazelcast.nio.serialization",
            "com.hazelcast.partition",
            "com.hazelcast.spi.exception",
            "com.hazelcast.splitbrainprotection");

    private MemberErrors() {}

    static JavaSerializationFilterConfig only() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        for (List<String> names : List.of(OF_JAVA, PARTS, OF_A_MERGE, OF_HAZELCAST)) {
            filter.getWhitelist().addClasses(names.toArray(String[]::new));
        }
        filter.getWhitelist().addPackages(PACKAGES_OF_HAZELCAST.toArray(String[]::new));
        return filter;
    }
}
