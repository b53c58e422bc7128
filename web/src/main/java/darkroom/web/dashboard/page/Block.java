package darkroom.web.dashboard.page;

/** A part of a page, from top to bottom. */
public sealed interface Block
        permits Bars, Cards, Chart, Code, Facts, Form, Grid, Note, Pager, Progress, Query, Tabs {}
