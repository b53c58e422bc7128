package darkroom.cli.service;

import darkroom.jobs.crosspost.XApi;
import darkroom.jobs.push.Apns;
import darkroom.jobs.push.ApnsResponses;
import darkroom.web.metrics.Exposition;
import darkroom.web.metrics.MetricType;

/** Writes what Apple and X have said as Prometheus names it. */
final class OutsideText {
    private OutsideText() {}

    static void write(Exposition text, Apns apns) {
        Exposition.Family family =
                text.family(
                        "darkroom_apns_responses_total",
                        MetricType.COUNTER,
                        "Answers of Apple's to notifications of this process, by status of HTTP"
                                + " (none: no answer) and reason.");
        for (ApnsResponses.Count count : apns.responses()) {
            family.sample(
                    Exposition.labels("status", count.status(), "reason", count.reason()),
                    count.count());
        }
    }

    static void write(Exposition text, XApi api) {
        Exposition.Family family =
                text.family(
                        "darkroom_x_rate_limit_remaining",
                        MetricType.GAUGE,
                        "Posts that X would have taken from the account that this process posted"
                                + " for last, as it said then.");
        api.rateLimitRemaining().ifPresent(family::sample);
    }
}
