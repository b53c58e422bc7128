package darkroom.web.dashboard.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;

/** Writes pages. Thread-safe. */
public final class Templates {
    // The templates were compiled by the build: nothing is compiled or read here.
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    /** A page as HTML. */
    public String html(Page page) {
        ShownText html = new ShownText();
        engine.render("page.jte", page, html);
        return html.html();
    }
}
