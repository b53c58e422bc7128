package darkroom.web.dashboard.page;

/** Text as it is, such as a stack trace. */
public record Code(String title, String text) implements Block {}
