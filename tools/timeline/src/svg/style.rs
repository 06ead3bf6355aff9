/// The one stylesheet of all drawings. In a page it holds for the whole page, so every
/// rule begins with the drawings' own class, and none depends on what is drawn.
///
/// mdBook's dark themes are told by the class of the page, other pages' by what the
/// reader prefers; on paper neither counts.
pub(super) const STYLE: &str = "<style>
.timeline{--ink:#1b2026;--soft:#545e69;--line:#707b87;--run:#0b5cad;--on:#fff;--wake:#9a4200;--pale:#fbe3cd;--band:#0b5cad14;--life:#5f708519;color:var(--ink)}
@media screen and (prefers-color-scheme:dark){.timeline:root{background:#15181a}.timeline:root,:root:not(.light):not(.rust) .timeline{--ink:#dfe5ea;--soft:#a9b4bf;--line:#7f8a96;--run:#7fbcff;--on:#0b1620;--wake:#f5a65b;--pale:#452c13;--band:#7fbcff1c;--life:#aab6c421}}
@media screen{.coal .timeline,.navy .timeline,.ayu .timeline{--ink:#dfe5ea;--soft:#a9b4bf;--line:#7f8a96;--run:#7fbcff;--on:#0b1620;--wake:#f5a65b;--pale:#452c13;--band:#7fbcff1c;--life:#aab6c421}}
@media print{.timeline{--ink:#000;--soft:#333;--line:#555;--run:#000;--wake:#000;--pale:#fff;--band:#00000012;--life:#0000000d}}
.timeline:root{margin:16px}
.timeline text{fill:currentColor;unicode-bidi:plaintext}
.timeline .n{font-weight:700}
.timeline .s{font-size:11.5px;fill:var(--soft)}
.timeline .c{font-size:12px}
.timeline .m{text-anchor:middle}
.timeline .o{font-size:12px;font-weight:700;fill:var(--on)}
.timeline .band{fill:var(--band)}
.timeline .life{fill:var(--life)}
.timeline .run{fill:var(--run)}
.timeline .dots,.timeline .glyph{fill:none;stroke:var(--on);stroke-width:3.4;stroke-linecap:round;stroke-linejoin:round}
.timeline .glyph{stroke-width:2}
.timeline .asleep,.timeline .lost,.timeline .axis,.timeline .fork,.timeline .wake,.timeline .end,.timeline .pop,.timeline .park,.timeline .cut{fill:none;stroke:var(--line);stroke-width:2}
.timeline .lost{stroke:var(--ink);stroke-dasharray:9 5}
.timeline .queued,.timeline .stripe{fill:none;stroke:var(--wake);stroke-width:12}
.timeline .stripe{stroke:var(--pale);stroke-width:10;stroke-dasharray:3.5 1.5;stroke-dashoffset:-1}
.timeline .axis{stroke-width:1.5}
.timeline .rule{stroke:var(--line);stroke-width:.6}
.timeline .park{stroke-width:3;stroke-linecap:round;stroke-dasharray:0 7}
.timeline .end{stroke:var(--ink);stroke-width:2.5;stroke-linecap:round}
.timeline .chip{fill:var(--pale);stroke:var(--wake);stroke-width:1.2}
.timeline .more{fill:none;stroke-dasharray:3 2}
.timeline .wake{stroke:var(--wake)}
.timeline .again{stroke-dasharray:3 3}
.timeline .tip{fill:var(--wake)}
.timeline .fork{stroke:var(--soft);stroke-width:1.5}
.timeline .pop{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.timeline .cut{stroke-dasharray:5 4}
.timeline .says{fill:var(--soft)}
.timeline .none{fill:none;stroke:var(--line)}
.timeline .x{font-size:11.5px}
.timeline .differ-tip{fill:var(--ink)}
.timeline .differ{fill:none;stroke:var(--ink);stroke-width:2.5}
</style>
";

/// Which of the two drawings of a figure is shown: by the width of the element that the
/// page has made a container, or else of the window.
pub(super) const FIGURE: &str = "\
.timeline-figure{display:block;width:100%;max-width:750px;height:auto;aspect-ratio:var(--wide)}
.timeline-figure:root{width:calc(100% - 32px)}
@media(max-width:619px){.timeline-figure{max-width:400px;aspect-ratio:var(--narrow)}.timeline-figure>.timeline-wide{display:none}.timeline-figure>.timeline-narrow{display:inline}}
@container(min-width:620px){.timeline-figure{max-width:750px;aspect-ratio:var(--wide)}.timeline-figure>.timeline-wide{display:inline}.timeline-figure>.timeline-narrow{display:none}}
@container(max-width:619.9px){.timeline-figure{max-width:400px;aspect-ratio:var(--narrow)}.timeline-figure>.timeline-wide{display:none}.timeline-figure>.timeline-narrow{display:inline}}
";

/// Set in points of the drawing, and taken from the page where it has one of these.
pub(super) const FONT: &str = "font-family=\"'Open Sans', system-ui, 'Segoe UI', \
                               'Liberation Sans', sans-serif\" font-size=\"13\"";
