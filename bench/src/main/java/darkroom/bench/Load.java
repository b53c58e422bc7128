package darkroom.bench;

import java.util.List;

/** Something to measure. */
public interface Load {
    /**
     * Measures it once.
     *
     * @throws BenchFailedException if what came out is not what went in, or it took too long
     */
    List<Figure> run() throws InterruptedException;
}
