package darkroom.queue.scripts;

/** Something that must never be so, was so after a step. */
final class SimulationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The step after which it was seen, from 0. */
    private final int step;

    SimulationFault(int step, Throwable cause) {
        super("after step " + step + ": " + cause.getMessage(), cause);
        this.step = step;
    }

    int step() {
        return step;
    }
}
