"""Uncertain numbers that move nothing, from one end of their range to the other.

The crisis is solved and played at both ends of every range, with the same random draws, on the coarsest belief grid: a
number that moves no share and no value there by what anybody would notice is dead. A number that is dead in the crisis
as it is has to be so under every variant that claims speak of, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analysis.diagnosis import Finding
from detente.analysis.on_trees import core_seconds
from detente.analysis.tables import build_act_shares, build_state_shares
from detente.analysis.verdicts import find_base_claims, list_variants, read_statements
from detente.analysis.workbench import Workbench
from detente.claims.effects import SMALLEST_OF_SHARES
from detente.claims.grammar import parse_all
from detente.claims.measure import measure
from detente.claims.numbers import format_plain, format_points, format_share
from detente.claims.readings import Readings
from detente.claims.statements import is_share, list_measurements
from detente.claims.verdict import HAIR_OF_SPREAD
from detente.errors import DetenteError
from detente.game.beliefs import BeliefGrid
from detente.game.capacity import FEWEST_POINTS, with_points
from detente.game.compile import compile_game
from detente.game.effort import estimate_seconds
from detente.scenario.constants import find_mentioned
from detente.scenario.loading import apply_on_top
from detente.scenario.model import Claim, NumberEntry, Scenario, list_formulas
from detente.scenario.names import listed
from detente.scenario.positions import Where
from detente.scenario.worlds import list_uncertain_numbers, with_numbers
from detente.simulate.play import simulate
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import solve_worlds
from detente.trees.as_equilibrium import solve_on_tree

NUM_PLAYS = 2_000
BUDGET = 60.0
"""Seconds of one core that the solves of a crisis may take; where all would take more, some numbers are tried."""

STAGE_SECONDS = 4e-3
"""For each stage of each period: compiling a game and playing it `NUM_PLAYS` times."""


@dataclass(frozen=True)
class _Outcome:
    """What comes of a crisis: shares, and other numbers with the spread that they are measured by."""

    shares: Mapping[str, float]
    values: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class _Change:
    """The largest change between the ends of a range: of a share, and of anything else in spreads."""

    share: float
    spreads: float

    @property
    def is_visible(self) -> bool:
        return self.share > SMALLEST_OF_SHARES or self.spreads > HAIR_OF_SPREAD


class Numbers:
    """The uncertain numbers of a crisis, tried at both ends of their ranges.

    Attributes:
        left_out: what was not tried, and why.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._grid: BeliefGrid | None = None if bench.on_tree else self._coarsest(bench.base.variant)
        self._claims: tuple[Claim, ...] = find_base_claims(bench)
        self.left_out: list[str] = []
        self._seconds_each = self._estimate()
        self.num_solves = int(BUDGET / self._seconds_each)

    def _coarsest(self, variant: str | None) -> BeliefGrid:
        return with_points(self._bench.grid(variant), FEWEST_POINTS)

    def _estimate(self) -> float:
        """Seconds of one core that a crisis takes, whatever the machine."""
        scenario = self._bench.base
        stages = STAGE_SECONDS * len(scenario.stages) * scenario.calendar.num_periods
        if self._grid is None:
            return core_seconds(self._bench) + stages
        return estimate_seconds(self._bench.plan.estimate, self._grid, cores=1) + stages

    @property
    def seconds(self) -> float:
        """What trying the numbers takes, about."""
        return min(BUDGET, 2 * len(list_uncertain_numbers(self._bench.base)) * self._seconds_each)

    def find_dead(self, places: Mapping[str, Where]) -> Iterator[Finding]:
        """The numbers that move nothing. places: of their entries."""
        base = self._bench.base
        read = {each.name: _count_readers(base, each) for each in list_uncertain_numbers(base)}
        # Those that no formula reads are told as that.
        entries = sorted((each for each in base.numbers if read.get(each.name)), key=lambda each: read[each.name])
        if base.sees:
            self.left_out.append("Numbers were not tried at the ends of their ranges: actors act on perceptions.")
            return
        tried = entries[: self.num_solves // 2]
        if len(tried) < len(entries):
            self.left_out.append(
                f"{len(entries) - len(tried)} of {len(entries)} uncertain numbers were not tried at both ends of their "
                "ranges, because this crisis takes long to solve; those used in the fewest formulas were tried. "
                "Many worlds show which numbers decide."
            )
        for done, entry in enumerate(tried):
            self._bench.progress("Trying numbers", done / len(tried))
            change = self._change(entry, None)
            if change is not None and not change.is_visible:
                elsewhere = self._under_variants(entry)
                if elsewhere is not None:
                    yield _finding(entry, places[entry.name], change, elsewhere)
        self._bench.progress("Trying numbers", 1.0)

    def _under_variants(self, entry: NumberEntry) -> Sequence[str] | None:
        """The variants under which the number moves nothing either; None if it moves something under one."""
        statements = read_statements(self._bench)
        variants = dict.fromkeys(name for _, each in statements for name in list_variants(self._bench, each))
        done = []
        for name in variants:
            if name == self._bench.base.variant or name is None:
                continue
            if self.num_solves < 2 or self._bench.scenario(name).sees:
                break
            change = self._change(entry, name)
            if change is not None and change.is_visible:
                return None
            done.append(name)
        return done

    def _change(self, entry: NumberEntry, variant: str | None) -> _Change | None:
        """Between both ends of the range; None where they are no crisis, or no solution is found."""
        self.num_solves -= 2
        assert entry.shape is not None
        try:
            ends = [with_numbers(self._bench.base, {entry.name: end}) for end in (entry.shape.low, entry.shape.high)]
            ends = [self._bench.played_out(each if variant is None else apply_on_top(each, variant)) for each in ends]
            solved = [each.require() for each in self._solve(ends, variant)]
            claims = self._claims if variant is None else ()
            low, high = (
                _come_to(equilibrium, scenario, claims, self._bench.options.seed)
                for equilibrium, scenario in zip(solved, ends, strict=True)
            )
        except DetenteError:
            return None
        return _compare(low, high)

    def _solve(self, ends: Sequence[Scenario], variant: str | None) -> Sequence[Equilibrium]:
        """Crises that differ in a number, solved; on their trees if the crisis is."""
        settings = self._bench.settings_of(ends[0])
        if self._bench.on_tree:
            return [solve_on_tree(each, replace(settings, rule="principal")) for each in ends]
        grid = self._grid if variant is None else self._coarsest(variant)
        return solve_worlds([compile_game(each, grid=grid) for each in ends], settings)


def _count_readers(scenario: Scenario, entry: NumberEntry) -> int:
    """How many formulas mention the number."""
    parts = (scenario.variables, scenario.actors, scenario.stages, scenario.numbers)
    return sum(entry.name in find_mentioned(formula.tree) for formula in list_formulas(parts))


def _come_to(equilibrium: Equilibrium, scenario: Scenario, claims: tuple[Claim, ...], seed: int) -> _Outcome:
    paths = simulate(equilibrium, NUM_PLAYS, seed)
    shares = {f"{row['variable']} {row['level']} {row['date']}": row["share"] for row in build_state_shares(paths)}
    taken: dict[str, float] = {}
    offered: dict[str, float] = {}
    for row in build_act_shares(paths):
        name = f"{row['decision']} {row['act']}"
        taken[name] = taken.get(name, 0.0) + row["share"] * row["occasions"]
        offered[name] = offered.get(name, 0.0) + row["occasions"]
    shares |= {name: taken[name] / offered[name] for name in taken if offered[name]}
    spread = paths.discounted().std(axis=0)
    game = equilibrium.game
    values = {
        " ".join(filter(None, game.who(row))): (float(value), float(spread[row.actor]))
        for row, value in zip(game.rows, equilibrium.start_values, strict=True)
    }
    readings = Readings(paths)
    for claim, statement in parse_all(replace(scenario, claims=claims), lambda name: apply_on_top(scenario, name)):
        for place, each in enumerate(list_measurements(statement)):
            if each.run.forced:
                continue
            found = measure(each.quantity, equilibrium, readings)
            if found.value is not None and is_share(each.quantity):
                shares[f"{claim.id} {place}"] = found.value
            elif found.value is not None:
                values[f"{claim.id} {place}"] = (found.value, found.spread)
    return _Outcome(shares, values)


def _compare(low: _Outcome, high: _Outcome) -> _Change:
    shares = [abs(low.shares[name] - high.shares.get(name, 0.0)) for name in low.shares]
    spreads = [0.0]
    for name in low.values.keys() & high.values.keys():
        (before, one), (after, other) = low.values[name], high.values[name]
        apart, spread = abs(before - after), max(one, other)
        # Rounding leaves something of what has no spread at all.
        spreads.append(apart / spread if spread > 1e-9 * (1 + abs(before)) else float(apart > 1e-6) * np.inf)
    return _Change(max(shares, default=0.0), float(max(spreads)))


def _finding(entry: NumberEntry, where: Where, change: _Change, variants: Sequence[str]) -> Finding:
    assert entry.shape is not None
    low, high = format_plain(entry.shape.low), format_plain(entry.shape.high)
    also = f", nor under {listed(variants)}" if variants else ""
    return Finding(
        "number that moves nothing",
        f"numbers.{entry.name}",
        where,
        f"From {low} to {high}, '{entry.name}' moves nothing: no share by more than {format_points(change.share)} "
        f"points, no value by more than {format_share(change.spreads)} of its spread{also}.",
        "Write it as a plain number without a range, or leave it out; or check what should depend on it.",
        {"largest_share": change.share, "largest_value_in_spreads": change.spreads, "variants": float(len(variants))},
    )
