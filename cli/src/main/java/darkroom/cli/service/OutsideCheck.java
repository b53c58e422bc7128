package darkroom.cli.service;

import darkroom.cli.settings.ServiceSettings.ApnsSettings;
import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.cli.settings.ServiceSettings.XSettings;
import darkroom.queue.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/** Whether what a worker needs for Apple and X is there. Neither of them is called. */
public final class OutsideCheck {
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Of settings as a worker process would have them.
     *
     * @param faults what is wrong with them, a sentence each
     */
    public OutsideCheck(Outside outside, List<String> faults) {
        faults.forEach(fault -> add("settings", fault));
        boolean whole = faults.isEmpty();
        outside.apns().ifPresentOrElse(this::apns, () -> absent(whole, "--apns", "push"));
        outside.x().ifPresentOrElse(this::x, () -> absent(whole, "--x", "cross-post"));
    }

    private void absent(boolean whole, String flag, String kind) {
        // Where something is at fault, that says why it is absent.
        if (whole) {
            notes.add(
                    flag
                            + " is not given here and was not checked; a worker that is started"
                            + " without it serves no "
                            + kind
                            + " jobs");
        }
    }

    /** What is wrong. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What was given, without secrets. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void apns(ApnsSettings settings) {
        String key = "key " + settings.key().keyId() + " of team " + settings.key().teamId();
        try {
            WorkerHandlers.apns(settings, 1).close();
            notes.add(
                    "Apple's push service is "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + (settings.topic().isBlank() ? "" : ", topic " + settings.topic())
                            + ", "
                            + key
                            + " is there");
        } catch (IllegalArgumentException e) {
            add("apns-key", String.valueOf(e.getMessage()));
        }
    }

    private void x(XSettings settings) {
        boolean all = !settings.consumerKey().isBlank() && !settings.consumerSecret().isBlank();
        notes.add(
                "the X API is "
                        + settings.uri()
                        + (all ? ", consumer key and secret are there" : ""));
    }

    private void add(String name, String what) {
        findings.add(
                Surroundings.finding(
                        name,
                        what,
                        "a variable that is missing, or a file of something else",
                        "correct it where the workers are started; those jobs wait or are not served"));
    }
}
