"""Witnesses: the likeliest plays that bear a claim out, and that break it.

Of all recorded plays that do the one or the other, the likeliest is the one whose probability is largest: that of its
types and of every turn, computed from the policies and odds at which it was drawn (`simulate/turns.py`). Where no
recorded play does it, plays are drawn more boldly, from the powers 1/2, 1/4, … of all probabilities, in which rare
things happen more often; their probabilities are computed as before, so that the likeliest of them is a real play of
the game, however rare. Nothing promises that there is no likelier one.

A witness can be run again: as the same play, by its number; and as a statement in which its types are given and its
told moves are made, whose number says how much they decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analysis.explanation import ToldPlay, Witness
from detente.analysis.groups import Focus, Groups, find_decided, find_end, run_of, sort_plays
from detente.analysis.telling import tell_play
from detente.analysis.workbench import Workbench
from detente.claims.grammar import parse
from detente.claims.judge import judge
from detente.claims.measure import measure_in_turn
from detente.claims.readings import Readings
from detente.claims.statements import BeliefMean, Expectation, Inequality, MoveProbability, Probability, Under
from detente.claims.tokens import find, find_closing, tokenize
from detente.errors import DetenteError
from detente.scenario.model import Claim, Decision, Scenario
from detente.simulate.paths import Paths

BOLDNESS = (2.0, 4.0, 8.0)
"""Tried one after another where no recorded play is of the kind that is looked for."""

MOST_MOVES = 12
"""Moves that are made in the statement of a witness; more make a sentence that nobody reads."""


@dataclass(frozen=True)
class PlayedFocus:
    """The plays behind a comparison, turn by turn, and which of them bear it out."""

    focus: Focus
    first: Paths
    second: Paths | None
    groups: Groups
    boldness: float = 1.0

    @property
    def last(self) -> int:
        """The last period that the claim speaks of."""
        return find_end(self.focus.first.quantity, self.first.game.scenario)


def play_focus(bench: Workbench, focus: Focus, boldness: float = 1.0) -> PlayedFocus:
    """The plays of a comparison, recorded turn by turn."""

    runs = [run_of(each, bench.base.variant) for each in (focus.first, focus.second) if each is not None]
    plays = [bench.play(run.variant, run.forced, with_turns=True, boldness=boldness) for run in runs]
    first, second = plays[0], plays[1] if len(plays) > 1 else None
    return PlayedFocus(focus, first, second, sort_plays(focus, first, second), boldness)


def find_witnesses(bench: Workbench, comparison: Inequality, played: PlayedFocus) -> tuple[Witness, ...]:
    """The likeliest play that bears the comparison out, and the likeliest one that breaks it."""
    return tuple(_find(bench, comparison, played, bears_out) for bears_out in (True, False))


def _find(bench: Workbench, comparison: Inequality, played: PlayedFocus, bears_out: bool) -> Witness:
    number = int(played.groups.counts.sum())
    own = _group(played.groups, bears_out)
    share = float(own.sum() / number) if number else 0.0
    is_searched = not own.any()
    if is_searched:
        found = _search(bench, played.focus, bears_out)
        if found is None:
            return Witness(bears_out, 0.0, None, is_searched=True)
        played, own = found, _group(found.groups, bears_out)
    chosen = find_likeliest(played.first, own)
    last = played.last
    if played.second is None:
        last = find_decided(played.focus.first.quantity, Readings(played.first), chosen)
    told = tell_play(played.first, chosen, last, boldness=played.boldness)
    twin = None if played.second is None else tell_play(played.second, chosen, played.last, boldness=played.boldness)
    witness = Witness(bears_out, share, told, twin, is_searched)
    return _with_statement(bench, comparison, played, witness)


def _group(groups: Groups, bears_out: bool) -> np.ndarray:
    return groups.bears_out if bears_out else groups.breaks


def find_likeliest(paths: Paths, own: np.ndarray) -> int:
    """The likeliest of some plays, the first of several that are as likely."""
    numbers = np.flatnonzero(own)
    return int(numbers[np.argmax(paths.log_probability()[numbers])])


def _search(bench: Workbench, focus: Focus, bears_out: bool) -> PlayedFocus | None:
    """Plays drawn more boldly, among which some are of the kind that is looked for."""
    for boldness in BOLDNESS:
        played = play_focus(bench, focus, boldness)
        if _group(played.groups, bears_out).any():
            return played
    return None


def _with_statement(bench: Workbench, comparison: Inequality, played: PlayedFocus, witness: Witness) -> Witness:
    """The witness with a statement in which its types are given and its moves are made, and what that comes to."""
    assert witness.play is not None
    focus, paths = played.focus, played.first
    last = paths.game.scenario.calendar.labels.index(witness.play.last)
    scenario = bench.scenario(run_of(focus.first, bench.base.variant).variant)
    moves = list_moves(paths, witness.play.number, witness.play, last) if not paths.forced else []
    given = _given_of(witness.play, moves, scenario)
    text = write_given(comparison, given) if given and focus.second is None else ""
    if not text:
        return witness
    claim = Claim("witness", "", text)
    try:
        statement = parse(claim, bench.base, bench.scenario)
    except DetenteError:
        # A condition that cannot be joined to what the claim has already.
        return witness
    ((_, measured),) = measure_in_turn([statement], bench.play_run)
    verdict = judge(claim, statement, measured)
    return replace(witness, statement=text, value=verdict.value, interval=verdict.interval)


def _given_of(play: ToldPlay, moves: Sequence[str], scenario: Scenario) -> str:
    """The types of a play and moves made in it, as they stand after `given`; "" if there is nothing."""
    kinds = [f"{actor} is {kind}" for actor, kind, _ in play.types if _is_plain(actor, kind, scenario)]
    return " and ".join(kinds + ([f"do({' and '.join(moves)})"] if moves else []))


def list_moves(paths: Paths, number: int, play: ToldPlay, last: int) -> list[str]:
    """The moves of a play for `do`: all, each over its dates; where these are more than `MOST_MOVES`, the told ones."""
    scenario, game = paths.game.scenario, paths.game
    runs: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for period in range(last + 1):
        for stage, tables in enumerate(game.periods[period].stages):
            mover, act = int(paths.mover[number, period, stage]), int(paths.act[number, period, stage])
            table = next((each for each in tables if each.mover == mover), None)
            entry = scenario.stages[stage]
            if mover < 0 or table is None or not isinstance(entry, Decision) or not _can_be_made(entry.name, scenario):
                continue
            own = runs.setdefault((entry.owner, entry.name, table.actions[act]), [])
            if own and own[-1][1] == period - 1:
                own[-1] = (own[-1][0], period)
            else:
                own.append((period, period))
    labels = scenario.calendar.labels
    spans = sorted((span, owner, act) for (owner, _, act), own in runs.items() for span in own)
    if len(spans) <= MOST_MOVES:
        return [f"{owner} plays {act} {_dates(labels[first], labels[end])}" for (first, end), owner, act in spans]
    told = [turn for turn in play.turns if turn.actor and _can_be_made(turn.stage, scenario)]
    return [f"{turn.owner} plays {turn.act} at {turn.date}" for turn in told[:MOST_MOVES]]


def _dates(first: str, last: str) -> str:
    return f"at {first}" if first == last else f"from {first} by {last}"


def _can_be_made(decision: str, scenario: Scenario) -> bool:
    """Whether `do` can make a move of the decision: nobody else carries a rule out there."""
    return any(isinstance(each, Decision) and each.name == decision and not each.deputy for each in scenario.stages)


def _is_plain(actor: str, kind: str, scenario: Scenario) -> bool:
    """Whether a type is one of the file, and stays what it is."""
    (entry,) = (each for each in scenario.actors if each.name == actor)
    return not entry.is_changing and kind in [each.name for each in entry.types]


_GIVABLE: tuple[type, ...] = (Probability, MoveProbability, Expectation, BeliefMean)


def write_given(comparison: Inequality, given: str) -> str:
    """The comparison with more after the `given` of its only quantity; "" where it has not one such quantity alone."""
    for own, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        inside = own.quantity if isinstance(own, Under) else own
        if isinstance(inside, _GIVABLE):
            is_left = own is comparison.left
            text, against = comparison.left_text, comparison.right_text
            if not is_left:
                text, against = against, text
            added = _add(text, given)
            if not added or isinstance(other, _GIVABLE):
                return ""
            operator = comparison.operator
            return f"{added} {operator} {against}" if is_left else f"{against} {operator} {added}"
    return ""


def _add(text: str, given: str) -> str:
    """`P(A given B)` with another condition: `P(A given (B) and C)`."""
    tokens = tokenize(text)
    if len(tokens) < 4 or tokens[1].text != "(":
        return ""
    closing = find_closing(tokens, 1)
    inside = tokens[2:closing]
    places = find(inside, ("given",))
    head, tail = text[: tokens[closing].start], text[tokens[closing].start :]
    if not places:
        return f"{head.rstrip()} given {given}{tail}"
    condition = inside[places[0] + 1 :]
    before = text[: condition[0].start]
    within = text[condition[0].start : condition[-1].end]
    is_joined = find(condition, ("or",))
    return f"{before}({within}) and {given}{tail}" if is_joined else f"{before}{within} and {given}{tail}"
