"""The lanes of a crisis as a picture: an SVG without script and network, whose every text is escaped."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from detente.report.lanes import CHANCE, Lane, LanePicture, LaneStage, Sight, lanes_in_words
from detente.report.words import capitalize
from detente.report.xml import printable

Length: TypeAlias = float | int
"""In units of the picture."""

MOST_ACTS = 6
"""Acts that a box names; of more, so many less one, and how many there are besides."""

_LEFT, _COLUMN, _GAP, _PAD = 128.0, 158.0, 18.0, 10.0
_HEAD, _LINE, _LEAST_LANE, _FOOT = 66.0, 14.0, 54.0, 30.0
_LETTERS, _LETTERS_LEFT = 23, 17
"""About so many letters fit into a box, and into the name of a lane."""

_INK, _SOFT, _RULE, _PAPER, _BOX, _HIDDEN = "#1f2328", "#565d67", "#d9dce1", "#ffffff", "#eef1f4", "#fbf1dc"
_FONT = 'font-family="Helvetica, Arial, sans-serif"'
_LEGEND: tuple[tuple[Sight, str], ...] = (
    ("sees", "sees it"),
    ("trace", "sees a trace"),
    ("result", "sees only what it changes"),
    ("nothing", "sees nothing"),
)


@dataclass(frozen=True)
class _Strip:
    """Where a lane is: its top, and how high it is."""

    top: Length
    height: Length

    @property
    def middle(self) -> Length:
        return self.top + self.height / 2


def draw_lanes(lanes: LanePicture) -> str:
    """The SVG of a crisis: lanes as rows, stages as columns, and in every lane who sees what is done.

    Who sees it is told by shape as well as by shade, so that the picture can be read without colours.
    """
    places = _places(lanes)
    bottom = max(place.top + place.height for place in places.values())
    changes = 2 + max((len(_changes(stage)) for stage in lanes.stages), default=1)
    foot = bottom + changes * _LINE + _FOOT
    width = _LEFT + len(lanes.stages) * (_COLUMN + _GAP) + _PAD
    width = max(width, 620.0)
    parts = [f'<rect width="{width:g}" height="{foot:g}" fill="{_PAPER}"/>']
    parts += [_text(_PAD, 20, f"Each {lanes.step}, in this order", size=13, bold=True)]
    parts += [_lane(lane, places[lane.key], width) for lane in lanes.lanes]
    parts.append(_text(_PAD, bottom + 20, "What it changes", size=11.5, bold=True))
    for number, stage in enumerate(lanes.stages):
        parts += _column(lanes, stage, number, places, bottom)
    parts += _brackets(lanes)
    parts += _legend(foot - 12)
    label = html.escape(f"{lanes.title}: who moves when, on what, and who sees it", quote=True)
    says = html.escape(" ".join(lanes_in_words(lanes)), quote=True)
    return printable(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" width="{width:g}" '
        f'height="{foot:g}" viewBox="0 0 {width:g} {foot:g}"><title>{label}</title><desc>{says}</desc>'
        f"{''.join(parts)}</svg>\n"
    )


def _places(lanes: LanePicture) -> dict[str, _Strip]:
    places, top = {}, _HEAD
    for lane in lanes.lanes:
        own = [_box_height(stage) for stage in lanes.stages if stage.lane == lane.key]
        height = max([_LEAST_LANE, _name_height(lane), *own]) + 2 * _PAD
        places[lane.key] = _Strip(top, height)
        top += height
    return places


def _name_height(lane: Lane) -> Length:
    return _LINE * (len(_wrapped(lane.title, _LETTERS_LEFT)) + len(_wrapped(", ".join(lane.holders), 20)) + 1)


def _lane(lane: Lane, place: _Strip, width: Length) -> str:
    parts = [_line(0, place.top, width, place.top, _RULE)]
    y = place.top + _PAD + _LINE
    for line in _wrapped(lane.title, _LETTERS_LEFT):
        parts.append(_text(_PAD, y, line, size=12.5, bold=True))
        y += _LINE
    for line in _wrapped(", ".join(lane.holders), 20):
        parts.append(_text(_PAD, y, line, size=10.5, ink=_SOFT))
        y += _LINE
    parts.append(_line(0, place.top + place.height, width, place.top + place.height, _RULE))
    return "".join(parts)


def _lines(stage: LaneStage) -> list[tuple[str, str]]:
    """What stands in the box of a stage: style and text of every line."""
    lines = [("name", line) for line in _wrapped(capitalize(stage.title), _LETTERS)]
    if stage.about:
        lines += [("note", line) for line in _wrapped(f"a sign of {' and '.join(stage.about)}", _LETTERS)]
    if stage.when:
        lines += [("note", line) for line in _first(_wrapped(f"when {stage.when}", _LETTERS + 3), 2)]
    if stage.comes_up:
        lines.append(("note", "in some periods only"))
    acts = list(stage.acts)
    if len(acts) > MOST_ACTS:
        acts = [*acts[: MOST_ACTS - 1], f"and {len(acts) - MOST_ACTS + 1} more"]
    return [*lines, *(("act", f"· {_cut(act, _LETTERS)}") for act in acts)]


def _box_height(stage: LaneStage) -> Length:
    return _LINE * len(_lines(stage)) + (_LINE if stage.is_covert else 0) + 12


def _column(
    lanes: LanePicture, stage: LaneStage, number: int, places: dict[str, _Strip], bottom: Length
) -> Iterator[str]:
    left = _LEFT + number * (_COLUMN + _GAP)
    centre = left + _COLUMN / 2
    own = places[stage.lane]
    yield _text(centre, _HEAD - 10, str(number + 1), size=11.5, ink=_SOFT, anchor="middle")
    seeing = [places[key].middle for key, sight in stage.sights.items() if sight in ("sees", "trace")]
    if seeing:
        first, last = min([own.middle, *seeing]), max([own.middle, *seeing])
        yield _line(centre, first, centre, last, "#8a8f98", dashed=stage.is_covert)
    yield _box(stage, left, own)
    for lane in lanes.lanes:
        sight = stage.sights.get(lane.key)
        if lane.key != CHANCE and sight is not None and sight != "moves":
            yield _eye(sight, centre, places[lane.key].middle)
    for row, line in enumerate(_changes(stage)):
        yield _text(centre, bottom + 20 + row * _LINE, line, size=11, anchor="middle")


def _box(stage: LaneStage, left: Length, place: _Strip) -> str:
    height = _box_height(stage)
    top = place.top + (place.height - height) / 2
    fill, dash = (_HIDDEN, ' stroke-dasharray="5 3"') if stage.is_covert else (_BOX, "")
    whole = html.escape(". ".join(filter(None, [capitalize(stage.title), ", ".join(stage.acts), stage.when])))
    parts = [
        f'<g><title>{whole}</title><rect x="{left:g}" y="{top:g}" width="{_COLUMN:g}" height="{height:g}" rx="4" '
        f'fill="{fill}" stroke="{_INK}" stroke-width="1.3"{dash}/>'
    ]
    y = top + _LINE + 2
    for style, line in _lines(stage):
        size = {"name": 12.0, "note": 10.0, "act": 11.0}[style]
        ink = _SOFT if style == "note" else _INK
        parts.append(_text(left + 8, y, line, size=size, bold=style == "name", italic=style == "note", ink=ink))
        y += _LINE
    if stage.is_covert:
        parts.append(_text(left + 8, y, "hidden from some", size=10, bold=True))
    return "".join(parts) + "</g>"


def _eye(sight: Sight, x: Length, y: Length) -> str:
    """How a lane sees: a full circle, a half one, an empty one, or a cross."""
    empty = f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{_PAPER}" stroke="{_INK}" stroke-width="1.4"/>'
    if sight == "sees":
        return f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{_INK}"/>'
    if sight == "trace":
        return f'{empty}<path d="M {x:g} {y - 6:g} A 6 6 0 0 1 {x:g} {y + 6:g} Z" fill="{_INK}"/>'
    if sight == "result":
        return empty
    return _line(x - 4, y - 4, x + 4, y + 4, _SOFT) + _line(x - 4, y + 4, x + 4, y - 4, _SOFT)


def _changes(stage: LaneStage) -> list[str]:
    named = [*stage.changes, *(f"{each} (secret)" for each in stage.hidden)]
    return [line for name in named for line in _wrapped(name, _LETTERS)] or ["–"]


def _brackets(lanes: LanePicture) -> Iterator[str]:
    """A bracket over the stages that are decided at once."""
    for group in dict.fromkeys(stage.at_once for stage in lanes.stages if stage.at_once):
        own = [number for number, stage in enumerate(lanes.stages) if stage.at_once == group]
        first, last = (_LEFT + number * (_COLUMN + _GAP) for number in (own[0], own[-1]))
        y = _HEAD - 26
        yield _line(first, y, last + _COLUMN, y, _INK)
        yield _line(first, y, first, y + 6, _INK) + _line(last + _COLUMN, y, last + _COLUMN, y + 6, _INK)
        yield _text((first + last + _COLUMN) / 2, y - 5, "at once", size=10.5, anchor="middle")


def _legend(y: Length) -> Iterator[str]:
    x = _PAD + 6
    for sight, words in _LEGEND:
        yield _eye(sight, x, y - 4)
        yield _text(x + 12, y, words, size=11, ink=_SOFT)
        x += 28 + 6.2 * len(words)
    yield f'<rect x="{x:g}" y="{y - 11:g}" width="18" height="12" rx="2" fill="{_HIDDEN}" stroke="{_INK}" '
    yield f'stroke-dasharray="3 2"/>{_text(x + 24, y, "hidden from some", size=11, ink=_SOFT)}'


def _wrapped(text: str, letters: int) -> list[str]:
    """The text in lines; a word that is longer than a line is cut."""
    return [_cut(line, letters) for line in textwrap.wrap(text, letters, break_long_words=False)]


def _first(lines: list[str], number: int) -> list[str]:
    """The first lines of a text, the last of them with a sign that there are more."""
    return lines if len(lines) <= number else [*lines[: number - 1], f"{lines[number - 1]} …"]


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _line(x1: Length, y1: Length, x2: Length, y2: Length, ink: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{ink}" stroke-width="1.3"{dash}/>'


def _text(
    x: Length,
    y: Length,
    text: str,
    *,
    size: Length,
    ink: str = _INK,
    bold: bool = False,
    italic: bool = False,
    anchor: str = "start",
) -> str:
    style = (' font-weight="600"' if bold else "") + (' font-style="italic"' if italic else "")
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{ink}" text-anchor="{anchor}"{style} {_FONT}>'
        f"{html.escape(text)}</text>"
    )
