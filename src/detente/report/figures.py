"""Rows -> figures: Altair charts with a heading and what they show in words.

Colours: an ordered variable runs along one ramp; an unordered one and menus take hues that stay apart for the
colour-blind, after Okabe and Ito (2008), softened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from detente.analysis.results import Rows

_INK, _FAINT = "#22252b", "#d9dce1"
_RAMP = ("#2a6f97", "#7fb2c9", "#e3d9c6", "#e0976a", "#b3413a", "#6d1f2c")
_HUES = ("#33709e", "#e0a83e", "#3f9277", "#c27ba0", "#7fb8dc", "#c9622f", "#8a8f98", "#e8dc6a", "#6a4f94", "#86674a")
_FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
# Above this many dates their labels would touch at the width of a column.
_MOST_DATE_LABELS = 6
# Letters of a legend that fit under a figure.
_LEGEND_LETTERS = 64


@dataclass(frozen=True)
class Figure:
    """A chart with its heading and what it shows in words."""

    title: str
    description: str
    chart: alt.Chart | alt.LayerChart


def choose_ramp(num_levels: int) -> list[str]:
    """Colours for the levels of an ordered variable, from its first to its last level."""
    if num_levels == 1:
        return [_RAMP[0]]
    last = len(_RAMP) - 1
    return [_mix(i * last / (num_levels - 1)) for i in range(num_levels)]


def choose_hues(num: int) -> list[str]:
    """Colours for things without an order."""
    return [_HUES[i % len(_HUES)] for i in range(num)]


def draw_stacked(
    title: str, description: str, rows: Rows, order: Sequence[str], colours: Sequence[str], as_bars: bool
) -> Figure:
    """Shares by date that sum to one, stacked from the bottom in the given order.

    Args:
        rows: `date`, `label`, `share`. as_bars: single bars (for menus that may be absent) instead of bands.
    """
    dates = list(dict.fromkeys(row["date"] for row in rows))
    rank = {label: i for i, label in enumerate(order)}
    data = _data([{**row, "rank": rank[row["label"]]} for row in rows])
    base = alt.Chart(data)
    as_bars = as_bars or len(dates) == 1
    marked = base.mark_bar() if as_bars else base.mark_area(stroke="white", strokeWidth=0.6)
    chart = marked.encode(
        x=_dates(dates, as_bars),
        y=alt.Y("share:Q", stack="zero", title=None, axis=_percent(), scale=alt.Scale(domain=[0, 1])),
        color=alt.Color(
            "label:N", sort=list(order), scale=alt.Scale(domain=list(order), range=list(colours)), legend=_legend(order)
        ),
        order=alt.Order("rank:Q"),
        tooltip=["date:N", "label:N", alt.Tooltip("share:Q", format=".1%")],
    )
    return Figure(title, description, _styled(chart))


def draw_belief(title: str, description: str, rows: Rows, types: Sequence[str]) -> Figure:
    """How the public belief in one type moves: for every true type its mean and the band from 10 to 90 %.

    Args:
        rows: `date`, `truth` (the actor's true type), `mean`, `low`, `high`.
    """
    dates = list(dict.fromkeys(row["date"] for row in rows))
    base = alt.Chart(_data(rows))
    truths = [f"true type: {name}" for name in types]
    colour = alt.Color(
        "truth:N", sort=truths, scale=alt.Scale(domain=truths, range=choose_hues(len(types))), legend=_legend(truths)
    )
    scale = alt.Scale(domain=[0, 1])
    band = base.mark_area(opacity=0.18).encode(
        x=_dates(dates), y=alt.Y("low:Q", title=None, axis=_percent(), scale=scale), y2="high:Q", color=colour
    )
    line = base.mark_line(strokeWidth=2.2, point=len(dates) == 1).encode(
        x=_dates(dates),
        y=alt.Y("mean:Q", scale=scale),
        color=colour,
        tooltip=["date:N", "truth:N", *(alt.Tooltip(f"{name}:Q", format=".1%") for name in ("mean", "low", "high"))],
    )
    return Figure(title, description, _styled(alt.layer(band, line)))


def draw_dots(title: str, description: str, rows: Rows, base: float | None, is_share: bool) -> Figure:
    """One number for each of several policies, with its interval, and a line where the base is.

    Args:
        rows: `policy`, `value`, `low`, `high`.
    """
    policies = [row["policy"] for row in rows]
    chart = alt.Chart(_data(rows))
    # Space for names in any font: a reader's may be wider than the one that the figure was set in.
    extent = min(200, 7 * max(map(len, policies)))
    axis = alt.Axis(tickCount=5, format=".0%") if is_share else alt.Axis(tickCount=5)
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=axis)
    y = alt.Y("policy:N", sort=policies, title=None, axis=alt.Axis(labelLimit=200, minExtent=extent, grid=True))
    bars = chart.mark_rule(strokeWidth=6, opacity=0.35, color=_HUES[0]).encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=axis), x2="high:Q", y=y
    )
    marks = chart.mark_point(filled=True, size=60, opacity=1, color=_HUES[0]).encode(x=x, y=y)
    here = alt.Chart(_data([{"value": base}] if base is not None else []))
    rule = here.mark_rule(strokeDash=[4, 3], color=_INK, opacity=0.6).encode(x=x)
    drawn = _styled(alt.layer(rule, bars, marks))
    return Figure(title, description, drawn.properties(width=270, height=24 * len(policies) + 12))


def draw_line(title: str, description: str, rows: Rows) -> Figure:
    """One number by date.

    Args:
        rows: `date`, `value`.
    """
    dates = list(dict.fromkeys(row["date"] for row in rows))
    chart = (
        alt.Chart(_data(rows))
        .mark_line(strokeWidth=2.2, color=_HUES[0], point=len(dates) == 1)
        .encode(
            x=_dates(dates),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
            tooltip=["date:N", alt.Tooltip("value:Q", format=".3f")],
        )
    )
    return Figure(title, description, _styled(chart))


def draw_lines(title: str, description: str, rows: Rows, order: Sequence[str], kinds: Sequence[str]) -> Figure:
    """Several shares by date, each as one line for every kind: the first kind solid, the others dashed.

    Args:
        rows: `date`, `label`, `kind`, `share`.
    """
    dates = list(dict.fromkeys(row["date"] for row in rows))
    dashes = alt.Scale(domain=list(kinds), range=[[1, 0], [4, 3], [1, 2]][: len(kinds)])
    colours = alt.Scale(domain=list(order), range=choose_hues(len(order)))
    chart = (
        alt.Chart(_data(rows))
        .mark_line(strokeWidth=1.8, point=len(dates) == 1)
        .encode(
            x=_dates(dates),
            y=alt.Y("share:Q", title=None, axis=_percent(), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("label:N", sort=list(order), scale=colours, legend=_legend(order, is_line=True)),
            strokeDash=alt.StrokeDash("kind:N", sort=list(kinds), scale=dashes, legend=None),
            tooltip=["date:N", "label:N", "kind:N", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    return Figure(title, description, _styled(chart))


def draw_reliability(title: str, description: str, rows: Rows) -> Figure:
    """How often what was forecast came, against the forecast, with the number of forecasts at every point.

    Args:
        rows: `forecast`, `came`, `low`, `high` (of the share that came), `number`.
    """
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("forecast:Q", axis=_percent("forecast"), scale=scale)
    y = alt.Y("came:Q", axis=_percent(), scale=scale)
    chart = alt.Chart(_data(rows))
    ends = alt.Chart(_data([{"forecast": each, "came": each} for each in (0, 1)]))
    layers = [
        ends.mark_line(strokeDash=[4, 3], color=_INK, opacity=0.5).encode(x=x, y=y),
        chart.mark_rule(strokeWidth=2, opacity=0.5, color=_HUES[0]).encode(
            x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q"
        ),
        chart.mark_point(filled=True, size=60, opacity=1, color=_HUES[0]).encode(x=x, y=y),
        chart.mark_text(dx=9, align="left", fontSize=11, color=_INK).encode(x=x, y=y, text="number:Q"),
    ]
    return Figure(title, description, _styled(alt.layer(*layers)).properties(width=300, height=260))


def draw_curve(
    title: str,
    description: str,
    rows: Rows,
    band: Rows,
    *,
    name: str,
    base: float,
    threshold: float | None,
    ends: tuple[float, float],
    is_share: bool,
    is_log: bool,
) -> Figure:
    """A claim's number against a number of the crisis, with its interval, its verdicts, its threshold and the base.

    Args:
        rows: `at`, `value`, `low`, `high`, `verdict`.
        band: of worlds, may be empty: `from`, `to`, `low`, `middle`, `high`.
        name: of the number of the crisis. ends: of its range.
    """
    shown = [*ends, *(row["at"] for row in rows)]
    scale = alt.Scale(type="log" if is_log else "linear", domain=[min(shown), max(shown)], nice=False)
    x = alt.X("at:Q", title=name, scale=scale, axis=alt.Axis(tickCount=5, grid=False))
    numbers = alt.Axis(tickCount=5, format=".0%") if is_share else alt.Axis(tickCount=5)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=numbers)
    chart = alt.Chart(_data(rows))
    layers = [
        alt.Chart(_data(band))
        .mark_rect(color=_FAINT, opacity=0.7)
        .encode(x=alt.X("from:Q", title=name, scale=scale), x2="to:Q", y=alt.Y("low:Q", title=None), y2="high:Q"),
        chart.mark_area(opacity=0.2, color=_INK).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        chart.mark_line(strokeWidth=1.6, color=_INK, opacity=0.7).encode(x=x, y=y),
        chart.mark_point(filled=True, size=42, opacity=1).encode(
            x=x, y=y, color=_verdict_colours(rows), shape=_verdict_shapes(rows)
        ),
        alt.Chart(_data([{"at": base}])).mark_rule(color=_INK, opacity=0.6).encode(x=x),
    ]
    if threshold is not None:
        at_threshold = alt.Chart(_data([{"value": threshold}]))
        layers.append(at_threshold.mark_rule(strokeDash=[4, 3], color=_INK, opacity=0.6).encode(y=y))
    return Figure(title, description, _styled(alt.layer(*(layers if band else layers[1:]))))


def draw_map(
    title: str,
    description: str,
    rows: Rows,
    *,
    names: tuple[str, str],
    base: tuple[float, float],
    ends: tuple[tuple[float, float], tuple[float, float]],
    is_log: tuple[bool, bool],
) -> Figure:
    """Verdicts over the ranges of two numbers, as rectangles, with a cross at the base.

    Args:
        rows: `x`, `x2`, `y`, `y2`, `verdict`.
        names: of the numbers, the one across first. ends: lowest and highest values.
    """
    scales = [
        alt.Scale(type="log" if is_log[n] else "linear", domain=[ends[0][n], ends[1][n]], nice=False) for n in (0, 1)
    ]
    x = alt.X("x:Q", title=names[0], scale=scales[0], axis=alt.Axis(tickCount=5, grid=False))
    y = alt.Y("y:Q", title=names[1], scale=scales[1], axis=alt.Axis(tickCount=5, grid=False))
    cells = (
        alt.Chart(_data(rows))
        .mark_rect(opacity=0.75)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=_verdict_colours(rows))
    )
    here = alt.Chart(_data([{"x": base[0], "y": base[1]}]))
    cross = here.mark_point(shape="cross", filled=True, size=110, color=_INK, opacity=1).encode(x=x, y=y)
    return Figure(title, description, _styled(alt.layer(cells, cross)).properties(width=330, height=260))


_VERDICT_COLOURS = {
    "holds": "#33709e",
    "fails": "#c9622f",
    "no visible effect": "#e0a83e",
    "undecided": "#b9bdc4",
    "no occasion": "#e4e6ea",
}
"""Blue and orange stay apart for the colour-blind; points have shapes besides."""

_VERDICT_SHAPES = {
    "holds": "circle",
    "fails": "square",
    "no visible effect": "diamond",
    "undecided": "triangle-up",
    "no occasion": "triangle-down",
}


def _verdict_colours(rows: Rows) -> alt.Color:
    present = _verdicts_of(rows)
    scale = alt.Scale(domain=present, range=[_VERDICT_COLOURS[each] for each in present])
    return alt.Color("verdict:N", scale=scale, legend=_legend(present))


def _verdict_shapes(rows: Rows) -> alt.Shape:
    present = _verdicts_of(rows)
    scale = alt.Scale(domain=present, range=[_VERDICT_SHAPES[each] for each in present])
    return alt.Shape("verdict:N", scale=scale, legend=None)


def _verdicts_of(rows: Rows) -> list[str]:
    return [verdict for verdict in _VERDICT_COLOURS if any(row["verdict"] == verdict for row in rows)]


def draw_tiles(title: str, description: str, rows: Rows, axes: tuple[str, str], order: Sequence[str]) -> Figure:
    """What is there at every point of a grid over two numbers; a dot marks the points where it is doubtful.

    Args:
        rows: `x`, `y`, `label`, `is_clear`. axes: the names of the two numbers. order: the labels.
    """
    base = alt.Chart(_data(rows))
    x, y = (
        alt.X("x:O", title=axes[0], axis=alt.Axis(labelAngle=0, format=".3~g", titleFontWeight="normal")),
        alt.Y("y:O", title=axes[1], sort="descending", axis=alt.Axis(format=".3~g", titleFontWeight="normal")),
    )
    colour = alt.Color(
        "label:N",
        sort=list(order),
        scale=alt.Scale(domain=list(order), range=choose_hues(len(order))),
        legend=_legend(order),
    )
    tiles = base.mark_rect(stroke="white", strokeWidth=1).encode(x=x, y=y, color=colour)
    dots = base.transform_filter("!datum.is_clear").mark_point(filled=True, size=22, color=_INK, opacity=0.8)
    return Figure(title, description, _styled(alt.layer(tiles, dots.encode(x=x, y=y))).properties(height=260))


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def _dates(dates: Sequence[str], as_bars: bool = False) -> alt.X:
    every = max(1, -(-len(dates) // _MOST_DATE_LABELS))
    axis = alt.Axis(values=list(dates[::every]), labelAngle=0, title=None, grid=False)
    bars = alt.Scale(type="band", paddingInner=0.15, paddingOuter=0.1)
    scale = bars if as_bars else alt.Scale(type="point", padding=0.5 if len(dates) == 1 else 0.1)
    return alt.X("date:O", sort=list(dates), axis=axis, scale=scale)


def _percent(title: str | None = None) -> alt.Axis:
    return alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=title)


def _legend(order: Sequence[str], *, is_line: bool = False) -> alt.Legend:
    # A legend under the figure keeps all figures equally wide. An entry takes its letters and about five more.
    widths = [len(label) + 5 for label in order]
    columns = len(order) if sum(widths) <= _LEGEND_LETTERS else max(1, _LEGEND_LETTERS // max(widths))
    return alt.Legend(
        title=None,
        orient="bottom",
        columns=columns,
        symbolType="stroke" if is_line else "square",
        symbolOpacity=1,
        symbolStrokeWidth=2.5 if is_line else 0,
        labelLimit=400,
        offset=6,
    )


def _styled(chart: Any) -> Any:
    return (
        chart.properties(width=390, height=170)
        .configure(font=_FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK, labelFontSize=11, gridColor=_FAINT, domainColor=_FAINT, tickColor=_FAINT, labelPadding=5
        )
        .configure_legend(labelColor=_INK, labelFontSize=11.5, rowPadding=3, columnPadding=14)
    )


def _mix(position: float) -> str:
    """The colour at a place between two of the ramp's."""
    low = min(int(position), len(_RAMP) - 2)
    share = position - low
    first, second = (tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5)) for colour in _RAMP[low : low + 2])
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(first, second, strict=True))
