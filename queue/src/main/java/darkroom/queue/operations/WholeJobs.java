package darkroom.queue.operations;

/** The jobs of another source, the selected ones with their bodies. */
final class WholeJobs implements Source {
    private final Source source;
    private final SpilledJobs spilled;

    WholeJobs(Source source, SpilledJobs spilled) {
        this.source = source;
        this.spilled = spilled;
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public Page after(String cursor, int most) {
        Page page = source.after(cursor, most);
        return new Page(spilled.read(page.jobs(), most), page.last());
    }

    @Override
    public String cursorAt(Picked job) {
        return source.cursorAt(job);
    }
}
