package darkroom.web.http;

import java.io.Serial;

/** Ends a request with a problem; the caller's fault, or a dependency's, never a bug of ours. */
public final class ProblemException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What to answer. */
    public Problem problem() {
        return problem;
    }
}
