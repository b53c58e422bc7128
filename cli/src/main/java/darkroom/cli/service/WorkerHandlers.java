package darkroom.cli.service;

import darkroom.cli.settings.ServiceSettings.ApnsSettings;
import darkroom.cli.settings.ServiceSettings.XSettings;
import darkroom.jobs.check.CheckHandler;
import darkroom.jobs.check.CheckJob;
import darkroom.jobs.crosspost.CrossPostHandler;
import darkroom.jobs.crosspost.CrossPostJob;
import darkroom.jobs.crosspost.XAccounts;
import darkroom.jobs.crosspost.XApi;
import darkroom.jobs.crosspost.XApp;
import darkroom.jobs.crosspost.XTimes;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.feed.FanOutHandler;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.push.Apns;
import darkroom.jobs.push.ApnsAddress;
import darkroom.jobs.push.ApnsKey;
import darkroom.jobs.push.Devices;
import darkroom.jobs.push.PushHandler;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.thumbnail.PixelBudget;
import darkroom.jobs.thumbnail.ThumbnailHandler;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.web.metrics.MetricSource;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The photo service's handlers, with what they hold open. Closed after the worker has stopped. */
public final class WorkerHandlers implements AutoCloseable {
    private static final int PIXEL_MEMORY_SHARE = 2;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final int callsMax;
    private final List<MetricSource> sources = new ArrayList<>();

    private WorkerHandlers(int callsMax) {
        this.callsMax = callsMax;
    }

    /**
     * Adds a handler for each kind that this process can do: push and cross-post only where it is
     * told how to reach Apple and X.
     *
     * @param threads how many run handlers at once
     */
    public static WorkerHandlers addTo(
            HandlerRegistry.Builder registry, Backend backend, int threads) {
        WorkerHandlers handlers = new WorkerHandlers(Backend.callsMax(threads));
        InstantSource clock = InstantSource.system();
        registry.add(
                ThumbnailJob.KIND,
                new ThumbnailHandler(
                        backend.shards(),
                        backend.photos(),
                        PixelBudget.ofMemory(Runtime.getRuntime().maxMemory() / PIXEL_MEMORY_SHARE),
                        clock));
        registry.add(FanOutJob.KIND, new FanOutHandler(backend.shards(), backend.queue()));
        registry.add(CheckJob.KIND, new CheckHandler(backend.shards(), clock));
        backend.settings()
                .outside()
                .apns()
                .ifPresent(apns -> handlers.addPush(registry, backend, apns, clock));
        backend.settings()
                .outside()
                .x()
                .ifPresent(x -> handlers.addCrossPost(registry, backend, x, clock));
        return handlers;
    }

    /** What Apple and X have said, where they are asked. */
    List<MetricSource> sources() {
        return List.copyOf(sources);
    }

    @Override
    public void close() {
        Closing.all(opened);
    }

    /**
     * Apple's push service, not connected yet.
     *
     * @throws IllegalArgumentException if its key or authority cannot be read
     */
    static Apns apns(ApnsSettings settings, int callsMax) {
        ApnsAddress address = ApnsAddress.of(settings.host(), settings.port());
        ApnsKey key =
                new ApnsKey(settings.key().file(), settings.key().teamId(), settings.key().keyId());
        return Apns.open(
                settings.ca().map(address::trusting).orElse(address),
                key,
                settings.topic(),
                callsMax);
    }

    private void addPush(
            HandlerRegistry.Builder registry,
            Backend backend,
            ApnsSettings settings,
            InstantSource clock) {
        Apns apns = apns(settings, callsMax);
        opened.push(apns);
        sources.add(text -> OutsideText.write(text, apns));
        Devices devices = new Devices(backend.shards(), clock);
        registry.add(PushJob.KIND, new PushHandler(backend.shards(), devices, apns, clock));
    }

    private void addCrossPost(
            HandlerRegistry.Builder registry,
            Backend backend,
            XSettings settings,
            InstantSource clock) {
        XApp app = new XApp(settings.consumerKey(), settings.consumerSecret());
        XApi api = new XApi(settings.uri(), app, XTimes.DEFAULT, clock);
        sources.add(text -> OutsideText.write(text, api));
        registry.add(
                CrossPostJob.KIND,
                new CrossPostHandler(
                        backend.shards(),
                        new XAccounts(backend.shards(), clock),
                        api,
                        new Dependency("x", callsMax)));
    }
}
