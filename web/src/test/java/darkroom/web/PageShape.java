package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Looks at HTML as a parser does: which tags there are, with which attributes. */
final class PageShape {
    private static final Pattern TAG =
            Pattern.compile("<(!?/?[A-Za-z][^\"'<>]*(?:\"[^\"]*\"[^\"'<>]*)*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([\\w:-]+)=\"([^\"]*)\"");
    private static final Set<String> TAGS =
            Set.of(
                    "!doctype",
                    "a",
                    "body",
                    "button",
                    "dd",
                    "details",
                    "dialog",
                    "div",
                    "dl",
                    "dt",
                    "form",
                    "h1",
                    "h2",
                    "head",
                    "header",
                    "html",
                    "input",
                    "kbd",
                    "label",
                    "li",
                    "link",
                    "main",
                    "meta",
                    "nav",
                    "p",
                    "pre",
                    "progress",
                    "rect",
                    "script",
                    "section",
                    "span",
                    "summary",
                    "svg",
                    "table",
                    "textarea",
                    "tbody",
                    "td",
                    "th",
                    "thead",
                    "title",
                    "tr",
                    "ul");

    private PageShape() {}

    /** There is nothing on the page that its templates did not put there. */
    static void assertOnlyOurs(String path, String page) {
        assertThat(TAG.matcher(page).replaceAll("")).as(path + ": text").doesNotContain("<");
        TAG.matcher(page).results().forEach(tag -> assertOurs(path, tag));
        assertThat(Pattern.compile("<script ").matcher(page).results().count())
                .as(path + ": scripts")
                .isEqualTo(3);
    }

    private static void assertOurs(String path, MatchResult tag) {
        String text = tag.group(1);
        String name = text.replaceFirst("^/", "").replaceFirst("(?s)[\\s/].*", "");
        assertThat(TAGS).as(path + ": <" + text + ">").contains(name.toLowerCase(Locale.ROOT));
        String names = text.replaceAll("\"[^\"]*\"", "");
        assertThat(names)
                .as(path + ": attributes of <" + text + ">")
                .doesNotContainPattern("(?i)\\s(on[a-z]+|style|srcdoc|formaction|http-equiv)\\s*=");
        ATTRIBUTE
                .matcher(text)
                .results()
                .filter(found -> found.group(1).matches("href|src|action|hx-get"))
                .filter(found -> !found.group(2).isEmpty())
                .forEach(
                        found ->
                                assertThat(found.group(2))
                                        .as(path + ": " + found.group(1))
                                        .matches("(?s)(/([^/\\\\].*)?|#[a-z]+)"));
    }
}
