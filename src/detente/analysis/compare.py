"""Policies side by side: every measure and value under each variant, with its paired difference from the base.

All crises are played with the same random numbers play by play, so that a difference has a smaller error than the two
numbers have (`claims/estimates.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from detente.analysis.certificates import certificate_json, joint_certificate
from detente.analysis.results import Interval, Origin
from detente.claims.estimates import Estimate, combine
from detente.claims.readings import Readings
from detente.claims.statements import Expectation, Value, Window
from detente.claims.verdicts import measure
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.scenario.names import listed, nearest
from detente.simulate.paths import Paths
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium

# Policies are solved up to 1e-8 in probability; smaller differences of exact values than this say nothing.
_NOTHING = 1e-6


@dataclass(frozen=True)
class Subject:
    """What is compared: a measure, or the value of the crisis to an actor (of one type, where that is private)."""

    kind: Literal["measure", "value"]
    name: str
    type: str | None = None


Estimates = Mapping[Subject, Estimate]


@dataclass(frozen=True)
class Cell:
    """A number under one policy, with its 95 % interval; of width zero for what has no Monte Carlo error.

    Args:
        value: None where there is no number; `note` then says why.
        difference: from the base, with the interval of the pairs of plays; None for the base itself.
        differs: whether that interval leaves zero out.
    """

    value: float | None
    interval: Interval | None
    difference: float | None = None
    difference_interval: Interval | None = None
    differs: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One subject under every policy.

    Args:
        cells: by policy, the base first.
        best: the policy with the best number, and those that plays cannot tell apart from it; empty without `better`.
    """

    subject: Subject
    says: str
    better: Literal["more", "less"] | None
    is_share: bool
    cells: Mapping[str, Cell]
    best: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        cells = {name: asdict(cell) for name, cell in self.cells.items()}
        own = {"says": self.says, "better": self.better, "is_share": self.is_share, "best": list(self.best)}
        return {**asdict(self.subject), **own, "policies": cells}


@dataclass(frozen=True)
class Compared:
    """A crisis under several policies.

    Args:
        command: what gives the same comparison again.
        policies: name -> what it says, the base first.
        unbeaten: policies to which no other is at least as good on every measure that says what is better, and surely
            better on one; empty where no measure says so.
        certificates: of every game solved, by variant.
        files: what was written, by kind.
    """

    origin: Origin
    question: str
    command: str
    num_plays: int
    policies: Mapping[str, str]
    lines: tuple[Line, ...]
    unbeaten: tuple[str, ...]
    certificates: Mapping[str, Certificate]
    files: Mapping[str, str]

    @property
    def certificate(self) -> Certificate:
        return joint_certificate(self.certificates)

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "command": self.command,
            "num_plays": self.num_plays,
            "policies": dict(self.policies),
            "lines": [line.to_json() for line in self.lines],
            "unbeaten": list(self.unbeaten),
            "certificate": certificate_json(self.certificate, self.certificates),
            "files": dict(self.files),
        }


def estimates(equilibrium: Equilibrium, paths: Paths, are_played: bool) -> Estimates:
    """Every measure of the crisis, and what it is worth to everybody.

    Args:
        are_played: whether values are means over plays, and not what the solver reckons.
    """
    readings = Readings(paths)
    return {
        Subject("measure", each.name): measure(
            Expectation(each.formula, Window(each.first, each.last)), equilibrium, readings
        )
        for each in equilibrium.game.scenario.measures
    } | actor_values(equilibrium, readings, are_played)


def actor_values(equilibrium: Equilibrium, readings: Readings, are_played: bool) -> dict[Subject, Estimate]:
    """What each actor of each type can expect at the start."""
    return {
        Subject("value", actor.name, kind): measure(Value(actor.name, kind, are_played), equilibrium, readings)
        for actor in equilibrium.game.scenario.actors
        for kind in ([each.name for each in actor.types] if len(actor.types) > 1 else [None])
    }


def lines(scenario: Scenario, found: Mapping[str, Estimates]) -> tuple[Line, ...]:
    """A line for every subject.

    Args:
        scenario: the base. found: by policy, the base first.
    """
    measures = {each.name: each for each in scenario.measures}
    shown = []
    for subject in dict.fromkeys(subject for each in found.values() for subject in each):
        row = {name: each[subject] for name, each in found.items() if subject in each}
        known = measures.get(subject.name) if subject.kind == "measure" else None
        better = known.better if known else None
        shown.append(
            Line(
                subject=subject,
                says=(known.says or "") if known else "",
                better=better,
                is_share=known is not None and known.is_share,
                cells=dict(_cells(found, row)),
                best=_best(row, better),
            )
        )
    return tuple(shown)


def _cells(found: Mapping[str, Estimates], row: Mapping[str, Estimate]) -> Iterator[tuple[str, Cell]]:
    base = next(iter(found))
    for name in found:
        estimate = row.get(name)
        if estimate is None:
            yield name, Cell(None, None, note="there is nobody of this kind")
        elif name == base or base not in row:
            yield name, Cell(estimate.value, estimate.interval_95(), note=estimate.note)
        else:
            difference = combine("-", estimate, row[base])
            interval = difference.interval_95()
            yield (
                name,
                Cell(
                    estimate.value,
                    estimate.interval_95(),
                    difference.value,
                    interval,
                    _side(interval) != 0,
                    estimate.note,
                ),
            )


def _side(interval: Interval | None) -> int:
    """The side of zero on which the whole interval lies, 1 or −1; 0 if on none."""
    low, high = interval or (0.0, 0.0)
    return 1 if low > _NOTHING else -1 if high < -_NOTHING else 0


def _advantage(first: Estimate, second: Estimate, better: str) -> Estimate:
    """By how much the first is better than the second."""
    return combine("-", first, second) if better == "more" else combine("-", second, first)


def _best(row: Mapping[str, Estimate], better: Literal["more", "less"] | None) -> tuple[str, ...]:
    valued = {name: estimate for name, estimate in row.items() if estimate.value is not None}
    if better is None or not valued:
        return ()
    sign = 1 if better == "more" else -1
    top = max(valued, key=lambda name: sign * (valued[name].value or 0.0))
    others = [
        name
        for name in valued
        if name != top and _side(_advantage(valued[top], valued[name], better).interval_95()) == 0
    ]
    return (top, *others)


def unbeaten(scenario: Scenario, found: Mapping[str, Estimates]) -> tuple[str, ...]:
    """The policies to which no other is at least as good on every measure and surely better on one.

    "At least as good" goes by the means alone, so that policies never beat each other, nor in a circle.
    """
    judged = [(Subject("measure", each.name), each.better) for each in scenario.measures if each.better is not None]
    if not judged:
        return ()

    def beats(first: Estimates, second: Estimates) -> bool:
        gains = [_advantage(first[subject], second[subject], better) for subject, better in judged]
        if any(gain.value is None or gain.value < 0 for gain in gains):
            return False
        return any(_side(gain.interval_95()) > 0 for gain in gains)

    return tuple(name for name, own in found.items() if not any(beats(other, own) for other in found.values()))


def meant(written: Sequence[str], scenario: Scenario) -> list[str]:
    """The variants that names or beginnings of names stand for, each once; all of them for none.

    Raises:
        DetenteError: a name stands for no variant, or for several.
    """
    known = [variant.name for variant in scenario.variants]
    found = []
    for name in written:
        word = name.replace("-", "_")
        fitting = [word] if word in known else [each for each in known if word and each.startswith(word)]
        if len(fitting) > 1:
            raise DetenteError(f"'{name}' may stand for several variants: {listed(fitting)}")
        if not fitting:
            raise DetenteError(f"unknown variant '{name}'{nearest(word, known)} (variants: {listed(known, 30)})")
        found += fitting
    return list(dict.fromkeys(found)) if written else known


def rows(lines: Sequence[Line], unbeaten: Sequence[str]) -> list[dict[str, Any]]:
    """The comparison as one long table, a row for every number."""
    found = []
    for line in lines:
        for policy, cell in line.cells.items():
            low, high = cell.interval or (None, None)
            difference_low, difference_high = cell.difference_interval or (None, None)
            found.append(
                {
                    "kind": line.subject.kind,
                    "name": line.subject.name,
                    "type": line.subject.type or "",
                    "policy": policy,
                    "value": cell.value,
                    "low": low,
                    "high": high,
                    "difference": cell.difference,
                    "difference_low": difference_low,
                    "difference_high": difference_high,
                    "differs": cell.differs,
                    "is_best": policy in line.best,
                    "is_unbeaten": policy in unbeaten,
                }
            )
    return found
