package darkroom.web.health;

/**
 * What a check has found.
 *
 * @param fault why it does not work; empty when it does
 */
record Finding(ReadinessCheck check, String fault) {
    boolean ready() {
        return fault.isEmpty();
    }
}
