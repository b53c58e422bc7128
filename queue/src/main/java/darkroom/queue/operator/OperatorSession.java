package darkroom.queue.operator;

/**
 * Somebody who is signed in.
 *
 * @param id known to their browser alone; never shown
 * @param operator as they are now
 * @param csrf what a form of theirs has to hold
 */
public record OperatorSession(String id, Operator operator, String csrf) {
    /** Shows no secret. */
    @Override
    public String toString() {
        return "OperatorSession[" + operator.name() + "]";
    }
}
