"""Why a claim holds or fails: who plays what, by type, in the plays that decide it, and what stands behind that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from detente.analysis.explanation import ActShare, Explanation, Explanations, Reasons, TypeShare
from detente.analysis.groups import Focus, find_focus, run_of
from detente.analysis.key_claims import list_key_claims, with_claims
from detente.analysis.reasons import find_reasons
from detente.analysis.replies import list_remade
from detente.analysis.telling import describe_given, find_names
from detente.analysis.verdicts import judge_claims, list_variants, read_statements
from detente.analysis.witness import PlayedFocus, find_witnesses, play_focus
from detente.analysis.workbench import Workbench
from detente.claims.statements import ActionPlayed, Inequality, Probability, Statement
from detente.claims.verdict import Verdict
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.model import Claim, Scenario
from detente.scenario.names import listed, nearest
from detente.simulate.moves import decides_for
from detente.simulate.paths import Paths

FEWEST = 30
"""Plays of a group with a type, for how often an act is made in them to be told."""

NOTICED = 0.05
"""Acts whose shares in both groups differ by less are not told."""

MOST_ACTS = 8

_Mask = Bool[np.ndarray, " play"]


@dataclass(frozen=True)
class _Sample:
    """Some plays of one crisis."""

    paths: Paths
    chosen: _Mask


def find_claim(name: str, scenario: Scenario) -> Claim:
    """The claim of this id.

    Raises:
        DetenteError: there is none.
    """
    names = [claim.id for claim in scenario.claims]
    if not names:
        raise DetenteError(f"explain: {scenario.name} has no claims")
    if name not in names:
        raise UnknownNameError(f"explain: no claim '{name}'{nearest(name, names)} (claims: {listed(names)})")
    return scenario.claims[names.index(name)]


def explain_claim(bench: Workbench) -> Explanation:
    """Why the only claim of a workbench's crisis holds or fails.

    Raises:
        ScenarioError: its statement cannot be read.
        DetenteError: it is about plain numbers only.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    (verdict,) = judge_claims(bench).claims
    ((_, statement),) = read_statements(bench)
    return _explain(bench, verdict, statement)


def explain_key_claims(bench: Workbench) -> Explanations:
    """The claims that the file marks as key, with the reasons of the moves that decide them, and without witnesses.

    If it marks none, or all, every claim that speaks of the crisis of the workbench alone, with witnesses and without
    reasons.
    """
    own = with_claims(bench, list_key_claims(bench.base))
    is_marked = own is not bench
    found, left_out = list[Explanation](), list[str]()
    for verdict, (_, statement) in zip(judge_claims(own).claims, read_statements(own), strict=True):
        if not is_marked and list_variants(own, statement) != (own.base.variant,):
            continue
        if find_focus(_deciding(verdict, statement)) is None:
            left_out.append(verdict.id)
        else:
            found.append(_explain(own, verdict, statement, with_reasons=is_marked, with_witnesses=not is_marked))
    return Explanations(tuple(found), is_marked, tuple(left_out))


def _explain(
    bench: Workbench, verdict: Verdict, statement: Statement, *, with_reasons: bool = True, with_witnesses: bool = True
) -> Explanation:
    comparison = _deciding(verdict, statement)
    focus = find_focus(comparison)
    if focus is None:
        raise DetenteError(f"explain: {verdict.id} compares plain numbers only, which no play decides")
    played = play_focus(bench, focus)
    samples, groups = _samples(played), _name_groups(bench, played)
    remade = list_remade(*(sample.paths.game.scenario for sample in samples))
    acts = _list_acts(samples, played, remade)
    return Explanation(
        names=find_names(bench.base),
        verdict=verdict,
        comparison=comparison.text,
        quantity=_quantity_in_text(comparison, focus),
        groups=groups,
        sizes=(int(played.groups.bears_out.sum()), int(played.groups.breaks.sum())),
        num_counted=int(played.groups.counts.sum()),
        num_plays=played.first.num_plays,
        is_paired=played.second is not None,
        types=tuple(_list_types(samples)),
        acts=acts,
        witnesses=find_witnesses(bench, comparison, played) if with_witnesses else (),
        reasons=_find_reasons(bench, played, acts) if with_reasons else None,
        citation=_cite(bench.base, verdict.source),
        criterion=_criterion(played),
        names_move=bool(_move_of(focus)[0]),
        remade=remade,
    )


def _deciding(verdict: Verdict, statement: Statement) -> Inequality:
    """The comparison that the verdict on the claim comes from."""
    place = next(n for n, each in enumerate(verdict.comparisons) if each.verdict == verdict.verdict)
    return statement.comparisons[place]


def _criterion(played: PlayedFocus) -> tuple[str, float] | None:
    """What a play has to be for it to bear the comparison out, where that is not an event."""
    if played.second is not None or isinstance(played.focus.first.quantity, Probability):
        return None
    return ("above" if played.focus.sign > 0 else "below", played.groups.threshold)


def _quantity_in_text(comparison: Inequality, focus: Focus) -> str:
    """The side of the comparison that the plays are sorted by."""
    is_left = any(focus.first.quantity == part for part in _parts(comparison.left))
    return comparison.left_text if is_left else comparison.right_text


def _parts(quantity: object) -> Iterator[object]:
    yield quantity
    for name in ("quantity", "left", "right"):
        if hasattr(quantity, name):
            yield from _parts(getattr(quantity, name))


def _cite(scenario: Scenario, source: str | None) -> str:
    if source is None:
        return ""
    entry = scenario.sources.get(source, {})
    named = [str(entry[key]) for key in ("author", "title", "published") if entry.get(key)]
    return ", ".join(named) or source


def _samples(played: PlayedFocus) -> tuple[_Sample, _Sample]:
    """Two groups of plays that are held beside each other.

    Of pairs all that count, in either crisis: what is chosen in those that bear the claim out would show what they were
    chosen for, and no policy.
    """
    groups = played.groups
    if played.second is None:
        return _Sample(played.first, groups.bears_out), _Sample(played.first, groups.breaks)
    return _Sample(played.first, groups.counts), _Sample(played.second, groups.counts)


def _name_groups(bench: Workbench, played: PlayedFocus) -> tuple[str, str]:
    """The names of the two groups: of pairs those of the crises."""
    if played.focus.second is None:
        return "bears out", "breaks"
    return _name_run(bench, played.focus, first=True), _name_run(bench, played.focus, first=False)


def _name_run(bench: Workbench, focus: Focus, *, first: bool) -> str:
    measurement = focus.first if first else focus.second
    assert measurement is not None
    run = run_of(measurement, bench.base.variant)
    name = run.variant or "as it is"
    given = describe_given(run.forced, bench.scenario(run.variant))
    return f"{name}, {given}" if given else name


def _list_types(samples: tuple[_Sample, _Sample]) -> Iterator[TypeShare]:
    """How often every actor is of each type in both groups."""
    game = samples[0].paths.game
    for index in game.informed:
        actor = game.scenario.actors[index]
        for kind, entry in enumerate(actor.types):
            shares = [
                float((sample.paths.types[sample.chosen, index] == kind).mean()) if sample.chosen.any() else 0.0
                for sample in samples
            ]
            if game.prior[index][kind] > 0:
                yield TypeShare(actor.name, entry.name, float(game.prior[index][kind]), shares[0], shares[1])


def _list_acts(samples: tuple[_Sample, _Sample], played: PlayedFocus, remade: Collection[str]) -> tuple[ActShare, ...]:
    """The acts whose shares differ most between the groups, by type, besides the move that the claim is about.

    Args:
        remade: decisions with another menu in the second crisis, which are left out: that is what the variant makes,
            no reply.
    """
    own = {_move_of(played.focus)} | {(move.owner, move.action) for sample in samples for move in sample.paths.forced}
    rows: dict[tuple[str, str | None, str, str], list[float | None]] = {}
    for place, sample in enumerate(samples):
        for who, times in _count(sample.paths, played.last).items():
            for kind, of_type in _of_types(sample.paths, who[0]):
                within = sample.chosen & of_type & (times.occasions > 0)
                number = int(times.occasions[within].sum())
                share = float(times.made[within].sum() / number) if within.sum() >= FEWEST else None
                rows.setdefault((_actor(sample.paths, who[0]), kind, who[1], who[2]), [None, None])[place] = share
    scenario = samples[0].paths.game.scenario
    found = [
        ActShare(*key, *shares)
        for key, (first, second) in rows.items()
        if first is not None and second is not None and abs(first - second) >= NOTICED and key[2] not in remade
        for shares in [(first, second)]
        if not any(key[3] == act and decides_for(scenario, owner, key[2], key[0]) for owner, act in own if owner)
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.first - each.second))[:MOST_ACTS])


def _move_of(focus: Focus) -> tuple[str, str]:
    """The owner and the act of the move that a claim is about, or that it takes as given; empty if it is about none."""
    quantity = focus.first.quantity
    events = [getattr(quantity, name, None) for name in ("move", "event", "given")]
    move = next((each for each in events if isinstance(each, ActionPlayed)), None)
    return (move.owner, move.action) if move is not None else ("", "")


def _of_types(paths: Paths, actor: int) -> Iterator[tuple[str | None, _Mask]]:
    """The plays in which an actor is, at the start, of each of its types."""
    types = paths.game.scenario.actors[actor].types
    for kind, entry in enumerate(types):
        yield entry.name if len(types) > 1 else None, np.asarray(paths.types[:, actor] == kind)


@dataclass(frozen=True)
class _Times:
    """How often an act is made in every play, by period, and how often its actor decides there."""

    by_period: dict[int, _Mask]
    occasions: Int[np.ndarray, " play"]

    @property
    def made(self) -> Int[np.ndarray, " play"]:
        return np.asarray(sum(each.astype(np.int64) for each in self.by_period.values()))


def _count(paths: Paths, last: int) -> dict[tuple[int, str, str], _Times]:
    """How often every act is made up to a period, by actor, decision and act."""
    game = paths.game
    made: dict[tuple[int, str, str], dict[int, _Mask]] = {}
    occasions: dict[tuple[int, str], np.ndarray] = {}
    for period in range(last + 1):
        for stage, tables in enumerate(game.periods[period].stages):
            mover, act = paths.mover[:, period, stage], paths.act[:, period, stage]
            for table in {table.mover: table for table in tables if table.mover >= 0}.values():
                if len(table.actions) < 2:
                    continue
                decides = np.asarray(mover == table.mover)
                own = occasions.setdefault((table.mover, table.name), np.zeros(paths.num_plays, dtype=np.int64))
                own += decides
                for number, name in enumerate(table.actions):
                    key = (table.mover, table.name, name)
                    made.setdefault(key, {})[period] = decides & np.asarray(act == number)
    return {key: _Times(own, occasions[key[:2]]) for key, own in made.items()}


def _find_reasons(bench: Workbench, played: PlayedFocus, acts: tuple[ActShare, ...]) -> Reasons | None:
    """The reasons of the move that the claim is about, or else of the act that differs most, when it is made most."""
    owner, act = _move_of(played.focus)
    paths, chosen = played.first, played.groups.counts
    made = {key: times.by_period for key, times in _count(paths, played.last).items()}
    wanted = [
        key
        for key in made
        if owner and key[2] == act and decides_for(paths.game.scenario, owner, key[1], _actor(paths, key[0]))
    ]
    if not wanted and acts:
        top = acts[0]
        wanted = [key for key in made if (_actor(paths, key[0]), key[1], key[2]) == (top.actor, top.decision, top.act)]
    if not wanted:
        return None
    key = max(wanted, key=lambda each: max(own[chosen].sum() for own in made[each].values()))
    period = max(made[key], key=lambda each: made[key][each][chosen].sum())
    date = paths.game.scenario.calendar.labels[period]
    variant = run_of(played.focus.first, bench.base.variant).variant
    try:
        return find_reasons(bench, _actor(paths, key[0]), date, [key[2]], decision=key[1], variant=variant)
    except DetenteError:
        # Nobody chooses there, or no play comes to a choice.
        return None


def _actor(paths: Paths, index: int) -> str:
    return paths.game.scenario.actors[index].name
