package darkroom.web.dashboard.page;

/** A sentence. */
public record Note(String text, Tone tone) implements Block {}
