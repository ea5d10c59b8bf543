"""The parts of the page that only an alert about a class or a school has: its list, and the deadlines that passed.

Owns their layout and wording. Every text that comes from elsewhere is escaped. Pure. Used by `streams.casefile.page`.
"""

from collections.abc import Iterator
from html import escape

from streams.casefile.case import CaseFile
from streams.casefile.listed import Line, Source
from streams.casefile.markup import Cell, day, ident, instant, section, table

_KINDS = {"roll_call": "registrering", "notice": "meddelelse", "alert": "advis"}
_MOMENTS = {"start": "start", "end": "slut", "": ""}
_DEADLINES = {"day": "dagen før er gået", "start": "dagens start", "end": "dagens slutning"}
_ABOUT = (
    "<p>Hver linje står med alt, hvad der er hørt om den, også det, der kom senere. Uden registrering er der ikke hørt "
    "noget: så er det fristen, der beviser, at noget mangler.</p>\n"
)


def list_sections(case: CaseFile) -> Iterator[str]:
    """Yield the list and the deadlines."""
    lines = "".join(map(_line, case.listed))
    yield section("På listen", f"{_ABOUT}<ol>\n{lines}</ol>\n")
    rows = (
        (day(each.local_date), escape(_DEADLINES[each.deadline]), instant(each.at), ident(each.tick))
        for each in case.deadlines
    )
    yield section("Frister, der er passeret", table(("dag", "frist", "hørt", "id"), rows))


def _line(line: Line) -> str:
    heads = ("hørt", "", "dag", "moment", "klasse", "siger", "id")
    heard = table(heads, map(_source, line.sources)) if line.sources else ""
    return f"<li>{escape(line.says)}{heard}</li>\n"


def _source(each: Source) -> tuple[Cell, ...]:
    return (
        *(instant(each.recorded_at), _KINDS[each.kind], day(each.date) if each.date else "", _MOMENTS[each.moment]),
        *(escape(each.class_), escape(each.says), ident(each.id)),
    )
