"""A report as HTML: one page, no script, readable on paper.

Owns how it looks; what it says comes from `figures` and `words`. Pure. Called by the server.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sinks.report.chart import HIDDEN, Series, bars
from sinks.report.figures import Line, Place, Report
from sinks.report.words import WORDS, Language

_COLOURS = {"sickness": "#4c78a8", "leave": "#b8b0a0", "unlawful": "#d1495b"}
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def render(report: Report, language: Language, titles: Mapping[str, str]) -> str:
    """Write a page; `titles` are the rules' titles in that language, by id."""
    words = WORDS[language]
    series = [Series(colour, words[cause], f"{cause}_days") for cause, colour in _COLOURS.items()]
    weekdays = words["days"].split()

    def link(place: Place, to: Language = language) -> str:
        chosen = {"year": place.year, "municipality": place.municipality, "school": place.school, "lang": to}
        return "/?" + urlencode({name: value for name, value in chosen.items() if value})

    def chart(lines: tuple[Line, ...]) -> Markup:
        """Draw bars; the drawing escapes its texts itself."""
        return Markup(bars(lines, [line.label.strip() for line in lines], series))  # noqa: S704

    return _TEMPLATES.get_template("page.html").render(
        report=report,
        place=report.place,
        months=tuple(line._replace(label=f"{line.label[5:]}/{line.label[2:4]}") for line in report.months),
        weekdays=tuple(line._replace(label=weekdays[int(line.label) - 1]) for line in report.weekdays),
        titles=titles,
        series=series,
        words=words,
        language=language,
        other="en" if language == "da" else "da",
        Place=Place,
        municipality_page=lambda code: Place(report.place.year, code),
        school_page=lambda code: Place(report.place.year, report.place.municipality, code),
        link=link,
        chart=chart,
        hidden=HIDDEN,
        cells=("pupils_absent", *(each.cell for each in series), "total_days"),
    )
