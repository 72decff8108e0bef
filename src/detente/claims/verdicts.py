"""From statements and plays to verdicts: the numbers, their intervals, and whether the claim holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from detente.claims.estimates import (
    Estimate,
    Interval,
    combine,
    mean_over_plays,
    missing,
    share_of_moves,
    share_of_plays,
)
from detente.claims.events import Found, find_event, find_occasions
from detente.claims.readings import Readings
from detente.claims.statements import (
    Arithmetic,
    BeliefMean,
    Comparator,
    Comparison,
    Constant,
    Event,
    Expectation,
    MoveProbability,
    Part,
    Probability,
    Quantity,
    Run,
    Statement,
    Under,
    Value,
    all_parts,
    part_of,
)
from detente.game.tables import Game
from detente.scenario.model import Claim
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium

Answer = Literal["holds", "fails", "undecided"]
Provider = Callable[[Run], tuple[Equilibrium, Paths]]

# Fewer plays than this give an interval too wide to be worth a number (±7 points at best).
FEWEST_PLAYS = 200

_MIRRORED: Mapping[Comparator, Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its text and its number."""

    text: str
    value: float | None
    interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "value": self.value, "interval": _pair(self.interval)}


@dataclass(frozen=True)
class Verdict:
    """What came of a claim.

    Args:
        value: of the quantity that is compared with a number; where two quantities are compared, left minus right. Of
            several comparisons the one that decides: the first that fails, else the first undecided, else the last.
        interval: its 95 % Monte Carlo interval, of width zero for exact numbers; a value's reaches to what plays bring,
            where that is something else (`estimates.py`).
        note: why there is no number, or what else to know.
        parts: the sides of all comparisons, but for plain numbers.
        threshold: what `value` is compared with.
    """

    id: str
    says: str
    source: str | None
    statement: str
    verdict: Answer
    value: float | None
    interval: Interval | None
    note: str = ""
    parts: tuple[Side, ...] = ()
    threshold: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The verdict for programs; the sentence is called `quote`."""
        return {
            "id": self.id,
            "quote": self.says,
            "source": self.source,
            "statement": self.statement,
            "verdict": self.verdict,
            "value": self.value,
            "interval": _pair(self.interval),
            "note": self.note,
            "parts": [side.to_json() for side in self.parts],
            "threshold": self.threshold,
        }


def _pair(interval: Interval | None) -> list[float] | None:
    return None if interval is None else list(interval)


def check_claims(
    claims: Iterable[tuple[Claim, Statement]],
    provider: Provider,
    progress: Callable[[str, float], None] | None = None,
) -> tuple[Verdict, ...]:
    """Verdicts in the order of the claims.

    Runs are asked for as `measured_in_turn` says.
    """
    pairs = list(claims)
    verdicts: dict[int, Verdict] = {}
    for index, measured in measured_in_turn([statement for _, statement in pairs], provider, progress):
        verdicts[index] = judge(*pairs[index], measured)
    return tuple(verdicts[index] for index in range(len(pairs)))


def measured_in_turn(
    statements: Sequence[Statement],
    provider: Provider,
    progress: Callable[[str, float], None] | None = None,
) -> Iterator[tuple[int, Mapping[Part, Estimate]]]:
    """The index of every statement, as soon as all that it speaks of is measured, with the numbers so far.

    Every run is asked for once, those of one crisis after another, and not kept: a provider that does not keep them
    either needs memory for one.
    """
    waiting = [item for runs in runs_of(statements).values() for item in runs.items()]
    measured: dict[Part, Estimate] = {}
    open_statements = {index: set(all_parts(statement)) for index, statement in enumerate(statements)}

    def complete() -> Iterator[tuple[int, Mapping[Part, Estimate]]]:
        for index in [index for index, parts in open_statements.items() if parts <= measured.keys()]:
            del open_statements[index]
            yield index, measured

    # Statements about plain numbers wait for nothing.
    yield from complete()
    for done, (run, parts_of_run) in enumerate(waiting):
        equilibrium, paths = provider(run)
        readings = Readings(paths)
        for part in parts_of_run:
            measured[part] = measure(part.quantity, equilibrium, readings)
        if progress is not None:
            progress("judging", (done + 1) / len(waiting))
        yield from complete()


def runs_of(statements: Iterable[Statement]) -> dict[str | None, dict[Run, list[Part]]]:
    """What has to be played for some statements, and what is measured on it, by variant; each once."""
    by_crisis: dict[str | None, dict[Run, list[Part]]] = {}
    for part in dict.fromkeys(part for statement in statements for part in all_parts(statement)):
        by_crisis.setdefault(part.run.variant, {}).setdefault(part.run, []).append(part)
    return by_crisis


@np.errstate(over="ignore", invalid="ignore")
def measure(quantity: Quantity, equilibrium: Equilibrium, readings: Readings) -> Estimate:
    """The number of a quantity without arithmetic."""
    paths = readings.paths
    runs = (paths.seed, paths.num_plays)
    match quantity:
        case Probability():
            found = find_event(quantity.event, readings)
            counts = found.counts & _given(quantity.given, readings)
            return _rare(counts) or share_of_plays(found.happened, counts, runs)
        case MoveProbability():
            occasions = find_occasions(quantity, readings)
            if not occasions.number.any():
                return missing(
                    f"there is no occasion: '{quantity.move.action}' is in no menu when this holds, or this never holds"
                )
            return _rare(occasions.number > 0) or share_of_moves(occasions.made, occasions.number, runs)
        case Expectation():
            counts = _given(quantity.given, readings)
            window = range(quantity.window.first, quantity.window.last + 1)
            values = sum(
                (readings.values(quantity.formula, period, readings.num_stages) for period in window),
                start=np.zeros(paths.num_plays),
            )
            return _rare(counts) or mean_over_plays(values / len(window), counts, runs)
        case BeliefMean():
            counts = _given(quantity.given, readings)
            return _rare(counts) or mean_over_plays(_belief(quantity, paths), counts, runs)
        case Value(is_played=True):
            return _played_value(quantity, readings)
        case Value():
            played = _played_value(quantity, readings)
            # Plays in which moves were made for their movers bring something else.
            has_twin = played.value is not None and not paths.forced
            return Estimate(_start_value(quantity, equilibrium), as_played=played if has_twin else None)
    raise TypeError(f"measure: no such quantity: {quantity!r}")


def _given(given: Event | None, readings: Readings) -> np.ndarray:
    if given is None:
        return np.ones(readings.paths.num_plays, dtype=bool)
    found: Found = find_event(given, readings)
    return np.asarray(found.happened & found.counts)


def _rare(counts: np.ndarray) -> Estimate | None:
    """No number, if too few plays count."""
    number = int(counts.sum())
    if number >= FEWEST_PLAYS:
        return None
    what = (
        f"{number:,} plays were drawn"
        if number == len(counts)
        else f"its condition holds in {number:,} of {len(counts):,} plays"
    )
    return missing(f"{what}, fewer than the {FEWEST_PLAYS} that a number needs")


def _belief(quantity: BeliefMean, paths: Paths) -> np.ndarray:
    index, kind = _actor_and_type(quantity.actor, quantity.type, paths.game)
    view = 0 if quantity.eyes is None else paths.view_of[_actor_and_type(quantity.eyes, None, paths.game)[0]]
    return np.asarray(paths.belief(quantity.period + 1, index, kind or 0, view), dtype=np.float64)


def _start_value(quantity: Value, equilibrium: Equilibrium) -> float:
    game = equilibrium.game
    index, kind = _actor_and_type(quantity.actor, quantity.type, game)
    rows = [float(v) for v, row in zip(equilibrium.start_values, game.rows, strict=True) if row.actor == index]
    if kind is not None:
        return rows[kind]
    return sum(value * float(prior) for value, prior in zip(rows, game.prior[index], strict=True))


def _played_value(quantity: Value, readings: Readings) -> Estimate:
    """The mean of what the actor gets."""
    paths = readings.paths
    index, kind = _actor_and_type(quantity.actor, quantity.type, paths.game)
    counts = np.ones(paths.num_plays, dtype=bool) if kind is None else paths.types[:, index] == kind
    return _rare(counts) or mean_over_plays(readings.discounted[:, index], counts, (paths.seed, paths.num_plays))


def _actor_and_type(actor: str, kind: str | None, game: Game) -> tuple[int, int | None]:
    actors = game.scenario.actors
    index = [each.name for each in actors].index(actor)
    return index, None if kind is None else [each.name for each in actors[index].types].index(kind)


@np.errstate(over="ignore", invalid="ignore")
def judge(claim: Claim, statement: Statement, measured: Mapping[Part, Estimate]) -> Verdict:
    """The verdict on a claim whose parts have been measured."""
    outcomes = [_compare(comparison, measured) for comparison in statement.comparisons]
    rank: dict[Answer, int] = {"fails": 0, "undecided": 1, "holds": 2}
    # Among equals the last of those that hold, the first of those that do not.
    deciding = min(outcomes, key=lambda outcome: rank[outcome.answer])
    if deciding.answer == "holds":
        deciding = outcomes[-1]
    sides = dict.fromkeys(side for outcome in outcomes for side in outcome.sides)
    notes = dict.fromkeys(outcome.note for outcome in outcomes if outcome.note)
    return Verdict(
        id=claim.id,
        says=claim.says,
        source=claim.note.source,
        statement=statement.text,
        verdict=deciding.answer,
        value=deciding.value,
        interval=deciding.interval,
        note="; ".join(notes),
        parts=tuple(sides),
        threshold=deciding.threshold,
    )


@dataclass(frozen=True)
class _Outcome:
    answer: Answer
    value: float | None
    interval: Interval | None
    note: str
    sides: tuple[Side, ...]
    threshold: float | None = None


def _compare(comparison: Comparison, measured: Mapping[Part, Estimate]) -> _Outcome:
    left, right = (_finite(_total(side, measured)) for side in (comparison.left, comparison.right))
    written = ((comparison.left, comparison.left_text, left), (comparison.right, comparison.right_text, right))
    asked = [(text, estimate) for quantity, text, estimate in written if not is_number(quantity)]
    sides = tuple(Side(text, estimate.value, estimate.interval_95()) for text, estimate in asked)
    # A quantity beside a plain number keeps its own value and interval, instead of the difference's.
    if is_number(comparison.right):
        estimate, operator, threshold = left, comparison.operator, right
    elif is_number(comparison.left):
        estimate, operator, threshold = right, _MIRRORED[comparison.operator], left
    else:
        estimate, operator, threshold = _finite(combine("-", left, right)), comparison.operator, Estimate(0.0)
    interval = estimate.interval_95()
    if interval is None or threshold.value is None:
        notes = [f"{text}: {each.note}" for text, each in asked if each.note]
        return _Outcome("undecided", None, None, "; ".join(notes) or threshold.note, sides)
    return _Outcome(_answer(interval, operator, threshold.value), estimate.value, interval, "", sides, threshold.value)


def _finite(estimate: Estimate) -> Estimate:
    """The estimate, or none where it or its error is beyond all numbers."""
    if estimate.value is None or estimate.is_number:
        return estimate
    return missing("it, or its error, is beyond the numbers that can be reckoned with")


def _answer(interval: Interval, operator: Comparator, threshold: float) -> Answer:
    low, high = interval
    match operator:
        case ">":
            return "holds" if low > threshold else "fails" if high <= threshold else "undecided"
        case ">=":
            return "holds" if low >= threshold else "fails" if high < threshold else "undecided"
        case "<":
            return "holds" if high < threshold else "fails" if low >= threshold else "undecided"
        case "<=":
            return "holds" if high <= threshold else "fails" if low > threshold else "undecided"


def is_number(quantity: Quantity) -> bool:
    """Whether the quantity is made of plain numbers only."""
    match quantity:
        case Constant():
            return True
        case Arithmetic():
            return is_number(quantity.left) and is_number(quantity.right)
        case Under():
            return is_number(quantity.quantity)
    return False


def _total(quantity: Quantity, measured: Mapping[Part, Estimate], variant: str | None = None) -> Estimate:
    """The number of a quantity with arithmetic."""
    match quantity:
        case Constant():
            return Estimate(quantity.value)
        case Arithmetic():
            left, right = (_total(side, measured, variant) for side in (quantity.left, quantity.right))
            return combine(quantity.operator, left, right)
        case Under():
            return _total(quantity.quantity, measured, quantity.variant)
        case _:
            return measured[part_of(quantity, variant)]
