package darkroom.web;

import com.codahale.metrics.MetricRegistry;
import darkroom.jobs.crosspost.XAccounts;
import darkroom.jobs.feed.Feed;
import darkroom.jobs.people.People;
import darkroom.jobs.photos.Photos;
import darkroom.jobs.push.Devices;
import darkroom.jobs.store.PhotoStore;
import darkroom.web.health.Probes;
import darkroom.web.metrics.MetricSource;
import java.util.List;

/**
 * What a web server serves.
 *
 * @param people accounts, sessions, follows
 * @param content what they look at
 * @param links what they have linked to their accounts
 * @param operations what operators look at
 */
public record WebServices(People people, Content content, Links links, Operations operations) {
    /**
     * What people look at.
     *
     * @param store holds the files of {@code photos}
     */
    public record Content(Photos photos, Feed feed, PhotoStore store) {}

    /**
     * What people have linked to their accounts.
     *
     * @param devices to push to
     * @param xAccounts to share to
     */
    public record Links(Devices devices, XAccounts xAccounts) {}

    /**
     * What operators look at.
     *
     * @param probes whether this process is well
     * @param metrics of this process; requests are timed into it
     * @param sources of further figures; they stay their caller's to close
     */
    public record Operations(Probes probes, MetricRegistry metrics, List<MetricSource> sources) {
        /** Keeps a copy. */
        public Operations {
            sources = List.copyOf(sources);
        }
    }
}
