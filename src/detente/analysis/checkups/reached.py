"""Levels that no play reaches, and chances that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.analysis.diagnosis import Finding
from detente.claims.numbers import format_points
from detente.game.frame import find_place
from detente.game.tables import StageTable
from detente.scenario.model import Chance, Variable
from detente.simulate.lookup import build_lookup
from detente.simulate.paths import Paths

TELLS = 0.01
"""By how much the odds of a result have to differ between types for it to tell anything."""

CERTAIN = 1e-9


def find_unreached_levels(paths: Paths) -> Iterator[Finding]:
    """Levels of variables that occur at no moment of any play.

    Of a variable that counts along a range of numbers only that most of the range is never reached is told.
    """
    game, scenario = paths.game, paths.game.scenario
    reached, possible = (
        [np.zeros(len(variable.levels), dtype=bool) for variable in scenario.variables] for _ in range(2)
    )
    for period, tables in enumerate(game.periods):
        for moment, codes in enumerate(tables.codes):
            levels = game.space.decode(codes)
            seen = np.unique(paths.state[:, period, moment])
            for column in range(len(scenario.variables)):
                possible[column][levels[:, column]] = True
                reached[column][levels[seen, column]] = True
    written = scenario.document.get("state") or {}
    for column, variable in enumerate(scenario.variables):
        missing = np.flatnonzero(~reached[column])
        if variable.name not in written or not len(missing):
            continue
        if _is_count(variable) and len(missing) <= len(variable.levels) / 2:
            continue
        yield _unreached(paths, variable, missing, possible[column])


def _is_count(variable: Variable) -> bool:
    """Whether its levels are numbers of a range, which stand for a scale."""
    return variable.is_ordered and len(variable.levels) > 2 and all(level[-1:].isdigit() for level in variable.levels)


def _unreached(paths: Paths, variable: Variable, missing: np.ndarray, possible: np.ndarray) -> Finding:
    names = [variable.levels[level] for level in missing]
    listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    closed = not possible[missing].any()
    how = "nothing in the file leads there" if closed else "some act or chance leads there, and never does"
    return Finding(
        "level never reached",
        variable.name,
        find_place(variable, paths.game.scenario),
        f"{variable.name} is never {listed} in {paths.num_plays:,} plays: {how}.",
        "Leave the level out, which makes the game smaller; or check what should lead to it.",
        {"levels": float(len(names)), "of": float(len(variable.levels)), "plays": float(paths.num_plays)},
    )


def find_idle_chances(paths: Paths) -> Iterator[Finding]:
    """Chances and signals that are never drawn, or whose results change nothing and tell nothing."""
    game, scenario = paths.game, paths.game.scenario
    for stage, chance in enumerate(scenario.stages):
        if not isinstance(chance, Chance) or chance.where is None:
            continue
        drawn, told = 0, 0.0
        leads = False
        for period in range(game.num_periods):
            lookup = build_lookup(game, period, stage)
            states, counts = np.unique(paths.state[:, period, stage], return_counts=True)
            for number, table in enumerate(lookup.tables):
                here = lookup.table[states] == number
                places = lookup.position[states[here]]
                if not len(places):
                    continue
                leads = leads or _changes_state(paths, period, stage, table, places)
                if not _is_drawn(table, places).any():
                    continue
                drawn += int(counts[here][_is_drawn(table, places)].sum())
                leads = leads or _leads_apart(table, places)
                told = max(told, _tells(table, places))
        if leads or told > TELLS:
            continue
        yield _idle(chance, drawn, told, paths.num_plays)


def _is_drawn(table: StageTable, places: np.ndarray) -> np.ndarray:
    """Where there is more than one result, seen or known to the one alone whom it changes."""
    messages = (table.message_prob[places, 0] > CERTAIN).any(axis=2).sum(axis=1)
    branches = (table.branch_prob[places] > CERTAIN).sum(axis=2).max(axis=1)
    drawn = (messages > 1) | (branches > 1)
    if table.shift_prob is not None:
        becomes = (table.shift_prob[places, 0] > CERTAIN).any(axis=1).sum(axis=2).max(axis=1)
        drawn |= becomes > 1
    return np.asarray(drawn)


def _changes_state(paths: Paths, period: int, stage: int, table: StageTable, places: np.ndarray) -> bool:
    """Whether a result that is certain changes the state: chances also keep accounts."""
    game = paths.game
    codes, num_variables = game.periods[period].codes, len(game.scenario.variables)
    if _is_drawn(table, places).any() or table.pair is not None:
        return False
    message = table.message_prob[places, 0, :, 0].argmax(axis=1)
    branch = table.branch_prob[places, message].argmax(axis=1)
    before = game.space.decode(codes[stage][table.states[places]])[:, :num_variables]
    after = game.space.decode(codes[stage + 1][table.branch_state[places, message, branch]])[:, :num_variables]
    return bool((before != after).any())


def _leads_apart(table: StageTable, places: np.ndarray) -> bool:
    """Whether what is drawn decides which state follows, or what somebody then is."""
    if table.pair is not None:
        return True
    if table.shift_prob is not None:
        staying = np.eye(table.shift_prob.shape[3])
        moved = (table.shift_prob[places] * (1 - staying)).max() > CERTAIN
        if moved:
            return True
    possible = (table.message_prob[places, 0] > CERTAIN).any(axis=2)[:, :, None] & (table.branch_prob[places] > CERTAIN)
    first = np.where(possible, table.branch_state[places], np.iinfo(np.int64).max).min(axis=(1, 2))
    last = np.where(possible, table.branch_state[places], -1).max(axis=(1, 2))
    return bool((last > first).any())


def _tells(table: StageTable, places: np.ndarray) -> float:
    """By how much the odds of what everybody observes differ between types."""
    odds = table.message_prob[places, 0]
    return float((odds.max(axis=2) - odds.min(axis=2)).max())


def _idle(chance: Chance, drawn: int, told: float, num_plays: int) -> Finding:
    assert chance.where is not None
    evidence = {"drawn": float(drawn), "odds_apart": told, "plays": float(num_plays)}
    if not drawn:
        why = "it is never drawn, or all of its results are alike"
        says = f"'{chance.name}' changes nothing in {num_plays:,} plays: {why}."
        advice = "Let its results change something; check its `when` and its probabilities; or leave it out."
    elif chance.about is not None and told > 0:
        apart = f"its odds differ by at most {format_points(told)} points between types"
        says = f"'{chance.name}' reveals next to nothing: {apart}."
        advice = "Let its odds depend on the type; or leave it out."
    elif chance.about is not None:
        says = f"'{chance.name}' reveals nothing: its odds are the same for all types, and it changes no state."
        advice = "Let its odds depend on the type; or leave it out."
    else:
        says = f"'{chance.name}' changes nothing: whatever is drawn, the same state follows ({drawn:,} draws)."
        advice = "Let its results change something; or leave it out."
    return Finding("chance that never matters", chance.name, chance.where, says, advice, evidence)
