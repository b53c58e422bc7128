package darkroom.cli.demo;

/**
 * One count at the far end.
 *
 * @param what is counted
 * @param expected how many there must be
 * @param found how many of those there are
 * @param missing how many of the expected are not there
 * @param twice how many are there more than once, or were never asked for
 */
record Check(String what, long expected, long found, long missing, long twice) {
    boolean holds() {
        return missing == 0 && twice == 0 && found == expected;
    }
}
