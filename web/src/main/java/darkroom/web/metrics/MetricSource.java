package darkroom.web.metrics;

/** Something that has figures to show. */
@FunctionalInterface
public interface MetricSource {
    /**
     * Adds its families, within two seconds. What it throws costs its own families and no others.
     *
     * @param text for this call alone
     */
    void write(Exposition text);
}
