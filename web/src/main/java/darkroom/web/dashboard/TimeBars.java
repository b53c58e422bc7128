package darkroom.web.dashboard;

import darkroom.queue.TimeHistogram;
import darkroom.queue.WideBuckets;
import darkroom.web.dashboard.page.Bars;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.util.ArrayList;
import java.util.List;

/** How long something took, as bars from the shortest time that there was to the longest. */
final class TimeBars {
    private TimeBars() {}

    /**
     * Bars, or a sentence.
     *
     * @param counts by {@link darkroom.queue.LatencyBuckets}
     * @param none what is said where nothing was counted
     */
    static Block of(String title, long[] counts, String none) {
        TimeHistogram.Reading wide = WideBuckets.of(counts);
        List<Bars.Bar> bars = new ArrayList<>();
        for (int i = 0; i < wide.counts().size(); i++) {
            boolean last = i == wide.bounds().size();
            double millis = Math.rint(wide.bounds().get(last ? i - 1 : i) * 1e3);
            bars.add(
                    new Bars.Bar(
                            (last ? "over " : "up to ") + Words.millis(millis),
                            wide.counts().get(i)));
        }
        int first = 0;
        int end = bars.size();
        while (end > 0 && bars.get(end - 1).count() == 0) {
            end--;
        }
        while (first < end && bars.get(first).count() == 0) {
            first++;
        }
        return first == end
                ? new Note(none, Tone.PLAIN)
                : new Bars(title, "Time", bars.subList(first, end));
    }
}
