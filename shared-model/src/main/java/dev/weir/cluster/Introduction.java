package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A coordinator as it presents itself to another one, before either lets the other in.
 *
 * @param cluster name of its fleet
 * @param name its id
 * @param address where it listens
 * @param list its configured coordinators, as {@link CoordinatorList#text}
 * @param seen how many of them it counts as members now, itself included; 0 while it is in no cluster
 * @param majority whether these are a majority
 * @param refusal why it does not let the other one in, or null; in answers only
 * @param lasting whether only a change of a configuration mends that
 */
record Introduction(
        String cluster,
        String name,
        HostPort address,
        String list,
        int seen,
        boolean majority,
        @Nullable String refusal,
        boolean lasting) {

    private static final int PARTS = 8;

    /** Its form between two processes; Compact needs both to be members of one cluster already. */
    String[] parts() {
        return new String[] {
            cluster,
            name,
            address.toString(),
            list,
            Integer.toString(seen),
            Boolean.toString(majority),
            refusal == null ? "" : refusal,
            Boolean.toString(lasting)
        };
    }

    /**
     * Reads what another process sent.
     *
     * @throws IllegalArgumentException when no coordinator of Weir sent this
     */
    static Introduction of(String @Nullable [] parts) {
        if (parts == null || parts.length != PARTS) {
            throw new IllegalArgumentException("not an introduction: " + (parts == null ? 0 : parts.length) + " parts");
        }
        return new Introduction(
                parts[0],
                parts[1],
                HostPort.parse(parts[2]),
                parts[3],
                Integer.parseInt(parts[4]),
                Boolean.parseBoolean(parts[5]),
                parts[6].isEmpty() ? null : parts[6],
                Boolean.parseBoolean(parts[7]));
    }

    Introduction refusing(Admission.@Nullable Refusal why) {
        return new Introduction(
                cluster,
                name,
                address,
                list,
                seen,
                majority,
                why == null ? null : why.text(),
                why != null && why.lasting());
    }

    @Override
    public String toString() {
        return "coordinator '" + name + "' at " + address;
    }
}
