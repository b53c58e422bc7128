package darkroom.web.dashboard;

import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Form;
import darkroom.web.dashboard.page.Form.Field;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import java.util.List;

/** Where the args of a dead job are changed, by somebody who has asked to see their texts. */
final class EditForm {
    private EditForm() {}

    // What cannot all be shown would be lost if it were sent back.
    static Block of(DeadView view, StoredJob stored, Masking masking) {
        DeadJob job = view.job();
        return masking.whole(job.kind(), stored.args())
                .<Block>map(text -> form(view, text))
                .orElse(
                        new Note(
                                "These args cannot be edited here, since not all of them can be"
                                        + " shown; \"darkroom dead edit\" can.",
                                Tone.QUIET));
    }

    private static Form form(DeadView view, String text) {
        return new Form(
                "Edit its args and retry it",
                "/job/edit",
                List.of(
                        Field.hidden("id", view.job().id()),
                        Field.hidden("since", Long.toString(view.since().toEpochMilli())),
                        new Field(
                                "args",
                                "Args in JSON: an array, or an object",
                                Field.LINES,
                                text,
                                "off")),
                "Retry with these args");
    }
}
