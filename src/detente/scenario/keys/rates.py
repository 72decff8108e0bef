"""The keys of base rates, of how often a decision comes up, and of what is counted per unit of time."""

from __future__ import annotations

from typing import Annotated, Literal

from detente.scenario.keys.entry import Kind, Named, Reading, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Expression, Text, read_one_of, read_texts
from detente.scenario.tree import Scalar

Per = Annotated[
    Literal["time", "occasion"],
    Kind("time or occasion", read_one_of("time", "occasion"), {"enum": ["time", "occasion"]}),
]
Dates = Annotated[
    tuple[Scalar, ...],
    Kind(
        "date, or a list of them",
        read_texts("a date of the calendar (or a list of them)"),
        {"type": ["string", "number", "array"], "items": {"type": ["string", "number"]}},
    ),
]


class UsuallyKeys(Noted):
    """Base rates: how often each act is done if nothing presses, per unit of time; the acts left out share the rest."""

    per: Text | None = key(
        "Whether rates are per unit of time or per occasion (`occasion if CONDITION`: only on those occasions)",
        default="time",
        example="occasion if rebels plays advance",
    )

    rates: Named[Expression] | None = free_names(
        "The base rate of an act, above 0, or `rest`: an equal part of what the others leave", example="advance: 0.05"
    )


class ComesUpKeys(Noted):
    """How often a decision is taken: a chance per unit of time, every so many periods, or on dates."""

    shown = ("every",)

    chance: Expression | None = key(
        "Probability that it comes up within a unit of time; may be written as a single value", example="0.3"
    )
    every: Text | None = key("It comes up at the first period, and then after every such time", example="6 months")
    dates: Dates | None = key("It comes up on these dates", name="in", example="[2015-06, 2015-12]")

    def check(self, reading: Reading) -> None:
        given = [word for word in ("chance", "every", "in") if self.has(word)]
        if len(given) != 1:
            what = "'comes up' is one of a chance, 'every: 6 months' and 'in: [2015-06, 2015-12]'"
            reading.wrong(self.where, what)
