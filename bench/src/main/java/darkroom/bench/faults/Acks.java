package darkroom.bench.faults;

/** Hears what becomes of jobs that are being enqueued: of {@code count} from {@code from} on. */
interface Acks {
    /** They are about to be sent. */
    void tried(int round, int from, int count);

    /** They were taken. */
    void acknowledged(int round, int from, int count);

    /** They were refused, and nothing was written. */
    void refused(int round, int from, int count);

    /** Nobody knows: no answer came. */
    void unknown(int round, int from, int count);

    /** One that tells a harness. */
    static Acks to(Wire wire) {
        return new Acks() {
            @Override
            public void tried(int round, int from, int count) {
                wire.tell("t", round, from, count);
            }

            @Override
            public void acknowledged(int round, int from, int count) {
                wire.tell("k", round, from, count);
            }

            @Override
            public void refused(int round, int from, int count) {
                wire.tell("x", round, from, count);
            }

            @Override
            public void unknown(int round, int from, int count) {
                wire.tell("u", round, from, count);
            }
        };
    }
}
