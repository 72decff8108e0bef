"""The reasons of a move: the difference in expected payoff between two acts, by payoff term and by time.

Plays are stopped where the actor is about to move at the date, and go on twice: once with the one act and once with the
other, from the same histories and with the same random numbers, everybody following the solved policies. What the actor
gets is kept apart by payoff term: its wants, by name; what acts pay it or cost it, its own and those of others; and
what follows the last period. The terms add up to the difference in every single pair of plays, so that they do in the
mean.

At a public history h an actor of type k chooses by σ(a | k) ∝ η(a | k) exp(λ Q(a, k)). So the solution itself has a
difference, Q(a, k) − Q(b, k) = [log σ(a | k) − log σ(b | k) − log η(a | k) + log η(b | k)] / λ, and its mean over the
same histories is told beside the one of the plays. An actor that acts on a perception of the crisis has its reasons
there: the plays are those of its perception.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from detente.analysis.explanation import Reasons, ReasonsOfType, ReasonTerm
from detente.analysis.telling import find_names
from detente.analysis.workbench import Workbench
from detente.claims.grammar import parse_condition
from detente.errors import DetenteError, UnknownNameError
from detente.game.frame import Reader, build_frame
from detente.game.payoffs import list_aftermath_terms, list_flow_terms, repeat_for_ever, sum_flow
from detente.game.tables import Flow, Game, StageTable
from detente.scenario.names import listed, nearest
from detente.simulate.batch import PlayBatch
from detente.simulate.paying import add_flows
from detente.simulate.play import CHUNK, find_policy, play_stage
from detente.simulate.prepared import PreparedGame, prepare

NOW, LATER, AFTER = range(3)
"""The period of the move; later periods of the actor's term; and when that is over."""

AFTERWARDS = "afterwards"


@dataclass(frozen=True)
class Move:
    """The decision that is looked at.

    Args:
        actor, period, stage: indices. acts: indices of the two acts in the menu. condition: in which states, or all.
    """

    actor: int
    period: int
    stage: int
    acts: tuple[str, str]
    given: str = ""


@dataclass
class _Pairs:
    """What pairs of plays brought: the actor's type, log σ and log η of both acts, and differences by term and time."""

    kinds: list[np.ndarray]
    log_policy: list[np.ndarray]
    log_anchor: list[np.ndarray]
    parts: dict[tuple[str, str], list[np.ndarray]]


def find_reasons(
    bench: Workbench,
    actor: str,
    date: str,
    acts: Sequence[str] = (),
    *,
    decision: str | None = None,
    given: str = "",
    variant: str | None = None,
) -> Reasons:
    """Why an actor prefers one act to another on a date, by type.

    Args:
        acts: two, or one to be compared with the likeliest other, or none: the two likeliest.
        decision: where the actor has several on the date; default: the first that has the acts.
        given: a condition on the public state at the move. variant: of the crisis.

    Raises:
        UnknownNameError: there is no such actor, date, decision or act.
        ScenarioError: the condition cannot be read.
        DetenteError: too few plays come to the move.
    """
    name = variant if variant is not None else bench.base.variant
    # What is no name is found before anything is solved.
    written = bench.scenario(name)
    _position("actor", actor, [each.name for each in written.actors])
    _position("date", date, written.calendar.labels)
    equilibrium = bench.equilibrium(name)
    index = _position("actor", actor, [each.name for each in equilibrium.game.scenario.actors])
    if equilibrium.on_tree is not None:
        raise DetenteError(
            f"reasons: {bench.base.title} is solved on its game tree, where payoffs are not kept apart by what "
            "they are for. The engine `tree` shows what each act is worth by what its actor knows."
        )
    seen = equilibrium.perceptions.get(index, replace(equilibrium, perceptions={}, payoffs=None))
    scenario = seen.game.scenario
    period = _position("date", date, scenario.calendar.labels)
    stage = _find_stage(seen.game, index, period, acts, decision)
    prepared = prepare(seen)
    options = bench.options
    with bench.watch.phase("simulate"):
        chosen = _choose_acts(
            prepared, Move(index, period, stage, ("", ""), given), acts, options.seed, options.num_plays
        )
        pairs = _play_pairs(prepared, chosen, options.seed, options.num_plays)
    by_type = _by_type(seen.game, chosen, pairs)
    move = seen.game.stage_names[stage]
    return Reasons(find_names(bench.base), actor, date, move, *chosen.acts, given, scenario.variant, by_type)


def _position(what: str, name: str, allowed: Sequence[str]) -> int:
    if name not in allowed:
        raise UnknownNameError(f"reasons: no {what} '{name}'{nearest(name, allowed)} (known: {listed(allowed)})")
    return list(allowed).index(name)


def _find_stage(game: Game, actor: int, period: int, acts: Sequence[str], decision: str | None) -> int:
    """The stage at which the actor has the acts on the date."""
    menus: dict[int, list[str]] = {}
    for stage, tables in enumerate(game.periods[period].stages):
        for table in tables:
            if table.mover == actor:
                can = [table.actions[act] for act in np.flatnonzero(table.available.any(axis=0))]
                menus[stage] = list(dict.fromkeys([*menus.get(stage, []), *can]))
    who, date = game.scenario.actors[actor].name, game.scenario.calendar.labels[period]
    names = {game.stage_names[stage]: stage for stage in menus}
    if not menus:
        raise DetenteError(f"reasons: {who} makes no decision in {date}")
    stages = list(menus)
    if decision is not None:
        stages = [stages[_position("decision", decision, list(names))]]
    known = list(dict.fromkeys(name for stage in stages for name in menus[stage]))
    for act in acts:
        _position(f"act of {who} in {date}", act, known)
    fitting = [stage for stage in stages if set(acts) <= set(menus[stage]) and len(menus[stage]) > 1]
    if len(acts) > 2 or len(set(acts)) < len(acts):
        raise DetenteError("reasons: name two different acts to compare, or one, or none")
    if not fitting:
        raise DetenteError(f"reasons: {who} has nothing to choose between there in {date}: {listed(known)}")
    return fitting[0]


def _choose_acts(prepared: PreparedGame, move: Move, acts: Sequence[str], seed: int, num_plays: int) -> Move:
    """The move with both acts: those named, and the likeliest of the others at the histories that play comes to."""
    if len(acts) == 2:
        return replace(move, acts=(acts[0], acts[1]))
    shares: dict[str, float] = defaultdict(float)
    for plays in _come_to(prepared, replace(move, acts=("", "")), seed, min(num_plays, CHUNK)):
        for table, where, who, log_policy in _at_move(prepared, move, plays):
            own = np.exp(_of_types(log_policy, plays.types[who, move.actor]))
            for place, name in enumerate(table.actions):
                shares[name] += float(own[place].sum())
            del where
    others = sorted((name for name in shares if name not in acts), key=lambda name: -shares[name])
    chosen = (*acts, *others)[:2]
    if len(chosen) < 2:
        raise DetenteError(_too_few(prepared.game, move))
    return replace(move, acts=(chosen[0], chosen[1]))


def _too_few(game: Game, move: Move) -> str:
    actor, date = game.scenario.actors[move.actor].name, game.scenario.calendar.labels[move.period]
    given = f" where {move.given}" if move.given else ""
    acts = f" with a choice between {move.acts[0]} and {move.acts[1]}" if all(move.acts) else ""
    return (
        f"reasons: no play comes to {actor} {game.stage_names[move.stage]} in {date}{given}{acts}; "
        "more plays may come there"
    )


def _come_to(prepared: PreparedGame, move: Move, seed: int, num_plays: int) -> list[PlayBatch]:
    """Batches of plays that stand before the move; before both where two are made at once."""
    game = prepared.game
    stop = move.stage - game.scenario.is_second_of_two(move.stage)
    starts = range(0, num_plays, CHUNK)
    batches = []
    for start, stream in zip(starts, np.random.SeedSequence(seed).spawn(len(starts)), strict=True):
        plays = PlayBatch.from_the_start(prepared, min(CHUNK, num_plays - start), stream)
        unpaid = np.zeros((len(game.prior), plays.num_plays))
        for period in range(move.period + 1):
            for stage in range(len(game.stage_names) if period < move.period else stop):
                play_stage(prepared, period, stage, plays, unpaid)
            if period < move.period:
                plays.state = game.periods[period].end.next_state[plays.state]
        batches.append(plays)
    return batches


def _at_move(
    prepared: PreparedGame, move: Move, plays: PlayBatch
) -> list[tuple[StageTable, Int[np.ndarray, " some"], Int[np.ndarray, " some"], Float[np.ndarray, "action type some"]]]:
    """By table of the actor: the places of the plays that stand there, which plays, and log σ."""
    game = prepared.game
    lookup = prepared.lookups[move.period][move.stage]
    fits = _fits(game, move)
    found = []
    for number, here in enumerate(prepared.tables[move.period][move.stage]):
        if here.table.mover != move.actor:
            continue
        who = np.flatnonzero((lookup.table[plays.state] == number) & fits[plays.state])
        if len(who):
            where = lookup.position[plays.state[who]]
            found.append((here.table, where, who, find_policy(here, plays, who, where)))
    return found


def _fits(game: Game, move: Move) -> np.ndarray:
    """By state of the stage whether the condition holds."""
    codes = game.periods[move.period].codes[move.stage]
    if not move.given:
        return np.ones(len(codes), dtype=bool)
    formula = parse_condition(move.given, game.scenario)
    frame = build_frame(game.scenario, game.grid)
    holds = Reader(frame, move.period).holds(formula, game.space.decode(codes))
    frame.faults.require_none()
    return np.asarray(np.broadcast_to(holds, len(codes)))


def _of_types(log_policy: np.ndarray, kinds: np.ndarray) -> Float[np.ndarray, "action some"]:
    column = kinds.astype(np.int64) if log_policy.shape[1] > 1 else np.zeros(len(kinds), dtype=np.int64)
    return np.asarray(log_policy[:, column, np.arange(len(kinds))])


def _play_pairs(prepared: PreparedGame, move: Move, seed: int, num_plays: int) -> _Pairs:
    """Plays that go on twice from the same histories."""
    pairs = _Pairs([], [], [], defaultdict(list))
    batches = _come_to(prepared, move, seed, num_plays)
    wants = _wants_by_period(prepared.game, move)
    for number, plays in enumerate(batches):
        for table, where, who, log_policy in _at_move(prepared, move, plays):
            _play_table_twice(prepared, move, (plays, table, where, who, log_policy), (seed, number), (wants, pairs))
    if not pairs.kinds:
        raise DetenteError(_too_few(prepared.game, move))
    return pairs


def _play_table_twice(
    prepared: PreparedGame,
    move: Move,
    standing: tuple[PlayBatch, StageTable, np.ndarray, np.ndarray, np.ndarray],
    seeds: tuple[int, int],
    keeping: tuple[Mapping[int, list[tuple[str, Flow]]], _Pairs],
) -> None:
    """Goes on twice from the histories at one table, and keeps what that brings."""
    (plays, table, where, who, log_policy), (wants, pairs) = standing, keeping
    acts = [table.actions.index(act) for act in move.acts if act in table.actions]
    if len(acts) < 2:
        return
    kinds = plays.types[who, move.actor]
    own = _of_types(log_policy, kinds)[acts]
    can = np.isfinite(own).all(axis=0) & table.available[where][:, acts].all(axis=1)
    who, where, kinds, own = who[can], where[can], kinds[can], own[:, can]
    if not len(who):
        return
    anchor = np.zeros_like(own)
    if table.anchor is not None:
        column = kinds.astype(np.int64) if table.anchor.shape[2] > 1 else np.zeros(len(kinds), dtype=np.int64)
        anchor = table.anchor[where[None], np.array(acts)[:, None], column[None]]
    received = []
    for act in acts:
        # The same numbers for both acts, whatever they were for the plays so far.
        random = np.random.default_rng(np.random.SeedSequence((*seeds, move.period, move.stage, table.number))).random
        twin = PlayBatch(prepared, random, plays.types[who], [each[who] for each in plays.log_odds], plays.state[who])
        received.append(_play_on(prepared, move, twin, np.full(len(who), act), wants))
    length = sum(map(len, pairs.kinds))
    for label in {**received[0], **received[1], **pairs.parts}:
        nothing = np.zeros((3, len(who)))
        apart = received[0].get(label, nothing) - received[1].get(label, nothing)
        if label not in pairs.parts and length:
            pairs.parts[label].append(np.zeros((3, length)))
        pairs.parts[label].append(apart)
    pairs.kinds.append(kinds)
    pairs.log_policy.append(own)
    pairs.log_anchor.append(anchor)


def _play_on(
    prepared: PreparedGame,
    move: Move,
    plays: PlayBatch,
    prescribed: np.ndarray,
    wants: Mapping[int, list[tuple[str, Flow]]],
) -> dict[tuple[str, str], np.ndarray]:
    """What the actor gets from the move on, by kind and name of the term: [time, play], discounted to the move."""
    game, actor = prepared.game, move.actor
    got: dict[tuple[str, str], np.ndarray] = {}
    weight = np.ones(plays.num_plays)
    first = move.stage - game.scenario.is_second_of_two(move.stage)

    def keep(label: tuple[str, str], time: int, amounts: np.ndarray, who: np.ndarray | slice = slice(None)) -> None:
        if amounts.any():
            got.setdefault(label, np.zeros((3, plays.num_plays)))[time, who] += (weight * amounts)[who]

    leaves = game.scenario.actors[actor].leaves
    for period in range(move.period, game.num_periods):
        time = NOW if period == move.period else LATER if leaves is None or period < leaves else AFTER
        for stage in range(first if period == move.period else 0, len(game.stage_names)):
            paid = np.zeros((len(game.prior), plays.num_plays))
            acts = prescribed if (period, stage) == (move.period, move.stage) else None
            mover, act = play_stage(prepared, period, stage, plays, paid, acts)
            for who, label in _label_acts(game, (period, stage), mover, act, paid[actor] != 0):
                keep(label, time, paid[actor], who)
        for name, flow in wants[period]:
            keep(("want", name), time, _pay(flow, plays, actor))
        weight = weight * game.patience[plays.rows[:, actor]]
        plays.state = game.periods[period].end.next_state[plays.state]
    for name, flow in wants[game.num_periods]:
        keep(("afterwards" if name == AFTERWARDS else "want", name), AFTER, _pay(flow, plays, actor))
    return got


def _pay(flow: Flow, plays: PlayBatch, actor: int) -> Float[np.ndarray, " play"]:
    paid = np.zeros((len(plays.game.prior), plays.num_plays))
    add_flows([flow], plays, paid)
    return np.asarray(paid[actor])


def _label_acts(
    game: Game, at: tuple[int, int], mover: np.ndarray, act: np.ndarray, is_paid: np.ndarray
) -> list[tuple[np.ndarray, tuple[str, str]]]:
    """The plays in which an act paid something, by act and mover."""
    period, stage = at
    labels = []
    tables = {table.mover: table for table in game.periods[period].stages[stage] if table.mover >= 0}
    for index, table in tables.items():
        for number, name in enumerate(table.actions):
            who = np.flatnonzero(is_paid & (mover == index) & (act == number))
            if len(who):
                labels.append((who, ("act", f"{game.scenario.actors[index].name} plays {name}")))
    return labels


def _wants_by_period(game: Game, move: Move) -> dict[int, list[tuple[str, Flow]]]:
    """By period from the move on, and last after the last one, what the actor's wants pay, each by itself."""
    frame, scenario = build_frame(game.scenario, game.grid), game.scenario
    found: dict[int, list[tuple[str, Flow]]] = {}
    for period in range(move.period, game.num_periods):
        levels = game.space.decode(game.periods[period].codes[-1])
        terms = [term for term in list_flow_terms(frame, period) if term.actor == move.actor]
        found[period] = [(term.name, sum_flow(Reader(frame, period), [term], levels, 0)) for term in terms]
    if scenario.calendar.afterwards == "repeats" and not scenario.calendar.is_endless:
        reader, terms = list_aftermath_terms(frame)
        levels = game.space.decode(game.final_codes)
        own = [term for term in terms if term.actor == move.actor]
        flows = [(term.name, sum_flow(reader, [term], levels, 0)) for term in own]
        found[game.num_periods] = [(name, repeat_for_ever(flow, game.patience, 0)) for name, flow in flows]
    else:
        found[game.num_periods] = [(AFTERWARDS, game.aftermath)]
    return found


def _by_type(game: Game, move: Move, pairs: _Pairs) -> tuple[ReasonsOfType, ...]:
    """The reasons of every type that comes to the move."""
    kinds = np.concatenate(pairs.kinds)
    log_policy, log_anchor = (np.concatenate(each, axis=1) for each in (pairs.log_policy, pairs.log_anchor))
    parts = {label: np.concatenate(each, axis=1) for label, each in pairs.parts.items()}
    actor = game.scenario.actors[move.actor]
    found = []
    for kind in np.unique(kinds):
        own = kinds == kind
        differences = sum((part[:, own].sum(axis=0) for part in parts.values()), np.zeros(int(own.sum())))
        terms = [ReasonTerm(name, what, *part[:, own].mean(axis=1).tolist()) for (what, name), part in parts.items()]
        precision = float(game.precision[game.first_row(move.actor) + int(kind)])
        scores = (log_policy - log_anchor)[:, own]
        found.append(
            ReasonsOfType(
                type=actor.types[kind].name if len(actor.types) > 1 else None,
                num_plays=int(own.sum()),
                share=float(np.exp(log_policy[0, own]).mean()),
                other_share=float(np.exp(log_policy[1, own]).mean()),
                difference=float(differences.mean()),
                error=float(differences.std() / np.sqrt(len(differences))),
                by_solver=float((scores[0] - scores[1]).mean() / precision) if precision > 0 else None,
                terms=tuple(sorted((term for term in terms if _matters(term)), key=lambda term: -abs(term.total))),
            )
        )
    return tuple(found)


def _matters(term: ReasonTerm) -> bool:
    return any((term.now, term.later, term.after))
