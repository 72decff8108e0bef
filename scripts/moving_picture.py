"""Draw a play of a bundled crisis as a picture that moves: docs/pictures/play.svg, in the README.

    python scripts/moving_picture.py [--check]

The play is the most typical of 2,000 (the medoid, docs/theory/why.md), so nobody has chosen it. Everything in the
picture is text and lines; it moves by the style sheet inside it, and stands still for readers who ask for less motion.
With --check nothing is written, and the exit status is 1 if the picture is not current.
"""

from __future__ import annotations

import html
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from pages import ROOT, write_or_check

from detente import service
from detente.analysis.explanation import CrisisNames, Story, ToldPlay
from detente.report.telling import belief_in_words, date_in_words, turn_in_words
from detente.report.words import capitalize, in_words
from detente.scenario.model import Scenario

CRISIS = "breakout-2013"
OPTIONS = service.Options(num_plays=2_000, accuracy=0.05)
FILE = ROOT / "docs" / "pictures" / "play.svg"

WIDTH, LEFT, RIGHT, TOP, LANE = 900, 190, 870, 70, 72
SECONDS_A_DATE, SECONDS_AT_END = 2.4, 4.0
MOST_LINES, SIGNS_A_LINE = 3, 118
MOST_NAMED = 3
"""Levels of a variable that all have their names beside it."""
COLOURS = ("#1b6e4a", "#3d5a80", "#a3271f", "#7a5a00", "#5b3f8c")


@dataclass(frozen=True)
class Lane:
    """A public variable, and its level at the start and at the end of every date, as places among its levels."""

    title: str
    levels: tuple[str, ...]
    places: tuple[int, ...]


def list_lanes(scenario: Scenario, play: ToldPlay, dates: list[str]) -> list[Lane]:
    """The lasting variables, with the levels that they have in the play."""
    lanes = []
    ends = dict(play.ends)
    for each_variable in scenario.variables:
        if each_variable.lasts != "always" or each_variable.name not in ends:
            continue
        variable, levels, last = each_variable.name, each_variable.levels, ends[each_variable.name]
        changes = [(turn.date, each) for turn in play.turns for each in turn.changes if each.variable == variable]
        level = changes[0][1].before if changes else last
        places = [levels.index(level)]
        for date in dates:
            level = next((each.after for on, each in reversed(changes) if on == date), level)
            places.append(levels.index(level))
        lanes.append(Lane(each_variable.title, tuple(levels), tuple(places)))
    return lanes


def captions(play: ToldPlay, names: CrisisNames, dates: list[str]) -> Iterator[list[str]]:
    """What happens on each date, as lines."""
    for date in dates:
        sentences = [turn_in_words(turn, names) for turn in play.turns if turn.date == date]
        sentences += [belief_in_words(each, names) for each in play.beliefs if each.date == date]
        lines = textwrap.wrap(" ".join(sentences) or "Nothing of note.", SIGNS_A_LINE)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: SIGNS_A_LINE - 2] + " …"]
        yield lines


def style(num_dates: int) -> str:
    """When what appears: lines stay until the end, captions for their date alone."""
    total = num_dates * SECONDS_A_DATE + SECONDS_AT_END
    rules = [
        "text{font-family:system-ui,sans-serif;fill:#1d232b}",
        ".back{fill:#fff}.small{font-size:12px;fill:#5a6472}.now{font-size:14px;font-weight:600}",
        ".said{font-size:13px}.grid{stroke:#dfe3e8}.step{fill:none;stroke-width:3;stroke-linecap:round}",
        "@media(prefers-color-scheme:dark){.back{fill:#12161c}text{fill:#e6e9ee}.small{fill:#9aa5b1}"
        ".grid{stroke:#2c333d}}",
        ".caption{opacity:0}.caption.last{opacity:1}",
    ]
    moving = []
    for number in range(num_dates):
        begin = 100 * number * SECONDS_A_DATE / total
        end = 100.0 if number == num_dates - 1 else 100 * (number + 1) * SECONDS_A_DATE / total
        moving += [
            f"@keyframes a{number}{{0%,{begin:.2f}%{{opacity:0}}{begin + 0.6:.2f}%,99%{{opacity:1}}100%{{opacity:0}}}}",
            f"@keyframes c{number}{{0%,{begin:.2f}%{{opacity:0}}{begin + 0.6:.2f}%,{end - 0.6:.2f}%{{opacity:1}}"
            f"{end:.2f}%,100%{{opacity:0}}}}",
            *(f".{kind}{number}{{animation:{kind}{number} {total:.1f}s infinite}}" for kind in "ac"),
        ]
    return "\n".join([*rules, "@media(prefers-reduced-motion:no-preference){", *moving, "}"])


def draw_lane(lane: Lane, place: int) -> Iterator[str]:
    """A lane: its levels as lines, and the way of the variable among them, a piece for every date."""
    top, height = TOP + place * LANE, LANE - 24
    width = (RIGHT - LEFT) / (len(lane.places) - 1)

    def y(level: int) -> float:
        return top + height - height * level / max(1, len(lane.levels) - 1)

    colour = COLOURS[place % len(COLOURS)]
    yield f'<text x="12" y="{top + height / 2 + 4:.0f}" class="now" style="fill:{colour}">{words(lane.title)}</text>'
    for number, level in enumerate(lane.levels):
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y(number):.1f}" y2="{y(number):.1f}" class="grid"/>'
        if number in (0, len(lane.levels) - 1) or len(lane.levels) <= MOST_NAMED:
            yield f'<text x="{LEFT - 8}" y="{y(number) + 4:.1f}" text-anchor="end" class="small">{words(level)}</text>'
    for number, (before, after) in enumerate(zip(lane.places, lane.places[1:], strict=False)):
        x = LEFT + number * width
        path = f"M{x:.1f} {y(before):.1f}V{y(after):.1f}H{x + width:.1f}"
        yield f'<path class="step a{number}" d="{path}" stroke="{colour}"/>'


def words(name: str) -> str:
    """A name of the scenario, as text of a picture."""
    return html.escape(capitalize(in_words(name)))


def draw(scenario: Scenario, story: Story) -> str:
    """The picture."""
    play = story.plays[0]
    dates = list(scenario.calendar.labels)
    lanes = list_lanes(scenario, play, dates)
    bottom = TOP + len(lanes) * LANE
    parts = [f'<text x="12" y="26" style="font-size:17px;font-weight:700">{html.escape(scenario.title)}</text>']
    kinds = "; ".join(
        f"{html.escape(story.names.titles.get(actor, in_words(actor)))}: {html.escape(in_words(kind))}"
        for actor, kind, _ in play.types
    )
    parts.append(
        f'<text x="12" y="46" class="small">The most typical of {story.num_counted:,} plays. '
        f"Known to each alone: {kinds}</text>"
    )
    for place, lane in enumerate(lanes):
        parts += draw_lane(lane, place)
    for x, anchor, date in ((LEFT, "start", dates[0]), (RIGHT, "end", dates[-1])):
        parts.append(
            f'<text x="{x}" y="{bottom - 6}" text-anchor="{anchor}" class="small">{date_in_words(date)}</text>'
        )
    for number, (date, lines) in enumerate(zip(dates, captions(play, story.names, dates), strict=True)):
        last = " last" if number == len(dates) - 1 else ""
        parts.append(f'<g class="caption c{number}{last}">')
        parts.append(f'<text x="12" y="{bottom + 18}" class="now">{html.escape(date_in_words(date))}</text>')
        for row, line in enumerate(lines):
            parts.append(f'<text x="12" y="{bottom + 40 + 19 * row}" class="said">{html.escape(line)}</text>')
        parts.append("</g>")
    height = bottom + 40 + 19 * MOST_LINES
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
    title = f"<title>A play of “{html.escape(scenario.title)}”, date by date</title>"
    back = f'<rect class="back" width="{WIDTH}" height="{height}"/>'
    return "\n".join([f"{head}>{title}", f"<style>{style(len(dates))}</style>", back, *parts, "</svg>"]) + "\n"


def main(arguments: list[str]) -> int:
    """Exit status: 1 if the picture was to be checked and is not current."""
    story = service.story(CRISIS, options=OPTIONS).answer
    assert isinstance(story, Story)
    return write_or_check(FILE, draw(service.load(CRISIS), story), is_check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
