package io.millrace.protocol;

/** Carries a problem to the edge that renders it. Inside, refusals are values. */
public final class MillraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public MillraceException(Problem problem) {
        super(problem.code().code() + ": " + problem.detail());
        this.problem = problem;
    }

    public MillraceException(Problem problem, Throwable cause) {
        super(problem.code().code() + ": " + problem.detail(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
