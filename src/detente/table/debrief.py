"""The debrief: the play with everything that was hidden, and every move of a person beside the equilibrium.

The regret of a move is the expected payoff of the best act less that of the act that was played: at the state and the
public belief at which it was made, for the player's true type, everybody following the solved policies afterwards, the
player as well. It is read off the policy, which is a response to these payoffs: σ(a) ∝ η(a) exp(λ Q(a)), so that
Q(a) − Q(b) = [log σ(a)/η(a) − log σ(b)/η(b)] / λ; at λ = 0 it is simulated. Where it comes from, payoff by payoff, is
simulated (`simulate/by_term.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from detente.analysis.explanation import ToldPlay
from detente.analysis.telling import tell_play
from detente.claims.numbers import format_share
from detente.claims.readings import Readings
from detente.report.certificates import certificate_sentence
from detente.report.telling import date_in_words, play_in_sentences, quoted, title_of
from detente.report.words import capitalize, in_words
from detente.scenario.model import Decision
from detente.simulate.by_term import split_flows, try_acts
from detente.simulate.moments import Moment
from detente.simulate.played_out import find_possible_types
from detente.simulate.replay import replay
from detente.table.foreseen import StatedExpectation, brier, find_answers, log_score, read_expectations
from detente.table.judged import ActRegret, BeliefMove, Debrief, ExpectationScore, JudgedMove, RegretTerm, SeatScore
from detente.table.moves import GivenAct, TableError
from detente.table.replays import draw_replays
from detente.table.words import amount_in_words, state_in_words

if TYPE_CHECKING:
    from detente.table.chairs import Chair
    from detente.table.session import Table

NUM_SPLIT = 3
"""Moves of a chair whose regret is split by payoff: the dearest ones."""

WORTH_SPLITTING = 0.01
"""A regret below this share of what lies between the best act and the worst is not split."""

NUM_ROLLOUTS, NUM_BATCHES = 200, 8
"""Plays for every act and type behind the split of a regret, in batches of which the error is read."""

UNKNOWN = "The others held the player's true type to be impossible, so no plays can show what the acts were worth."

VISIBLE = 0.01
"""A belief that moves by less than a point was not told anything."""


def debrief(table: Table, seat: str | None, times: int) -> Debrief:
    """See `Table.debrief`."""
    if not table.ended:
        raise TableError("the play is not over; the debrief would tell what is hidden")
    seats = list(table.chairs) if seat is None else [table.chair(seat).seat]
    moves = [_judge(table, each, moment, made) for each in seats for moment, made in _list_moves(table, each)]
    moves = _with_terms(table, sorted(moves, key=lambda move: move.turn))
    expectations = [each for name in seats for each in _score_expectations(table, name, times)]
    told = _tell(table)
    return Debrief(
        title=table.scenario.title,
        seat=seat or "",
        story=tuple(play_in_sentences(told, table.names)),
        types=tuple((title_of(actor, table.names), in_words(kind), prior) for actor, kind, prior in told.types),
        moves=tuple(moves),
        scores=tuple(
            score for name in seats for score in _score_chair(table, table.chair(name), (moves, expectations), times)
        ),
        expectations=tuple(sorted(expectations, key=lambda each: each.turn)),
        state=state_in_words(table.scenario, [int(level) for level in _final_levels(table)]),
        log=table.log(),
        notes=_notes(table),
    )


def _tell(table: Table) -> ToldPlay:
    """The whole play, with the equilibrium's probability of every move, whoever made it."""
    moments = {
        (table.scenario.calendar.labels[moment.period], moment.name): moment
        for moment in table.course.moments
        if moment.stand is not None
    }
    told = tell_play(table.course.record, 0, tells_all=True)
    turns = []
    for turn in told.turns:
        moment = moments.get((turn.date, turn.stage))
        if moment is not None and moment.stand is not None:
            probability = moment.stand.probabilities()[moment.stand.acts.index(moment.act)]
            turn = replace(turn, probability=float(probability))
        turns.append(turn)
    return replace(told, turns=tuple(turns))


def _final_levels(table: Table) -> np.ndarray:
    return np.asarray(table.course.record.levels(table.course.game.num_periods - 1)[0])


def _notes(table: Table) -> tuple[str, ...]:
    notes = [
        "Regret: the expected payoff of the best act minus that of the act played, at the state and the public belief "
        "of the move, for the player's type, if everybody follows the equilibrium afterwards. The model itself makes "
        "such errors, and makes small ones more often.",
        "The probabilities of acts are those of the equilibrium for the player's type; what the others "
        "learned from a move follows from Bayes' rule, for observers who expect the equilibrium.",
        "Expectations: the Brier score is the sum of squared errors over all answers, from 0 (sure and right) to 2 "
        "(sure and wrong); the logarithmic score is the negative logarithm of the probability of what happened. "
        "The model's own forecast knew what the player knew, and the act that the player then chose.",
        certificate_sentence(table.game.equilibrium.certificate),
    ]
    if any(isinstance(stage, Decision) and stage.usually is not None for stage in table.scenario.stages):
        notes.append(
            "If the file gives base rates, the equilibrium starts from them, and departs from them the more, the more "
            "is at stake. So an act with a high base rate can be likely without being the best act."
        )
    if table.game.equilibrium.perceptions:
        notes.append("A player who acts on a perception of the crisis is judged by that perception.")
    return tuple(notes)


def _list_moves(table: Table, seat: str) -> list[tuple[Moment, GivenAct | None]]:
    """The moves that were made from a chair, by the person or by the umpire in its place."""
    actors = table.chair(seat).actors
    return [(each, table.made(each.number)) for each in table.course.moments if each.actor in actors]


def _judge(table: Table, seat: str, moment: Moment, made: GivenAct | None) -> JudgedMove:
    stand = moment.stand
    assert stand is not None
    actor = table.scenario.actors[moment.actor]
    values = stand.values()
    is_known = values is not None or _is_thought_possible(table, moment)
    if values is None:
        values = _simulate_values(table, moment) if is_known else np.zeros(len(stand.acts))
    can, probabilities = stand.menu[:, stand.kind], stand.probabilities()
    order = sorted(np.flatnonzero(can), key=lambda place: (-values[place], place))
    acts = tuple(
        ActRegret(
            stand.acts[place], in_words(stand.acts[place]), float(probabilities[place]), float(max(-values[place], 0.0))
        )
        for place in order
    )
    regret = next(each.behind for each in acts if each.act == moment.act)
    told = _told(table, moment)
    entry = None if made is None else made.entry
    kind = actor.types[stand.kind]
    return JudgedMove(
        turn=moment.number + 1,
        date=table.scenario.calendar.labels[moment.period],
        date_words=date_in_words(table.scenario.calendar.labels[moment.period]),
        seat=seat,
        player=table.chair(seat).player,
        actor=actor.name,
        who=title_of(actor.name, table.names),
        type=in_words(kind.name) if len(actor.types) > 1 else "",
        stage=moment.name,
        act=moment.act,
        act_words=in_words(moment.act),
        made_by="equilibrium" if made is None else made.by,
        best=acts[0].act,
        regret=regret,
        spread=acts[-1].behind,
        regret_words=_regret_in_words(moment.act, acts, regret) if is_known else UNKNOWN,
        acts=acts,
        terms=(),
        told=told,
        told_words=_told_in_words(table, moment, told),
        expects={} if entry is None else dict(entry.expects),
        intends="" if entry is None else entry.intends,
    )


def _simulate_values(table: Table, moment: Moment) -> np.ndarray:
    """What every act brings, less what the best one brings, from plays; for a policy that says nothing about it."""
    assert moment.stand is not None
    found = np.full(len(moment.stand.acts), -np.inf)
    found[_whole_menu(moment)] = _try(table, moment).mean(axis=0).sum(axis=0)
    found[~moment.stand.menu[:, moment.stand.kind]] = -np.inf
    return np.asarray(found - found.max())


def _whole_menu(moment: Moment) -> np.ndarray:
    """The places of the acts that some type of the mover has."""
    assert moment.stand is not None
    return np.flatnonzero(moment.stand.menu.any(axis=1))


def _try(table: Table, moment: Moment) -> Float[np.ndarray, "batch part action"]:
    """What every act brings the mover's true type, by payoff, in batches of plays."""
    assert moment.stand is not None
    streams = np.random.SeedSequence((table.seeds.first, 3, moment.number)).spawn(NUM_BATCHES)
    history = replace(table.course.history(moment.number), period=moment.period, stage=moment.stage)
    split, found = split_flows(table.course.game), []
    for stream in streams:
        tried = try_acts(table.game.prepared, history, split, NUM_ROLLOUTS, stream)
        found.append(tried.values[:, :, list(tried.kinds).index(moment.stand.kind)])
    return np.stack(found)


def _regret_in_words(act: str, acts: Sequence[ActRegret], regret: float) -> str:
    """`No act was better.`, or by how much which one was."""
    best, spread = acts[0], acts[-1].behind
    own = next(each for each in acts if each.act == act)
    often = f"the equilibrium chooses it in {format_share(own.probability)} of all cases"
    if len(acts) == 1:
        return "There was nothing else to choose."
    if own is best or regret <= 1e-9:
        return f"No act was better; {often}."
    share = f", {format_share(regret / spread)} of what lies between the best act and the worst" if spread > 0 else ""
    return (
        f"{capitalize(best.words)} was worth {amount_in_words(regret)} more{share}; the equilibrium chooses that in "
        f"{format_share(best.probability)} of all cases, and what was played in {format_share(own.probability)}."
    )


def _told(table: Table, moment: Moment) -> tuple[BeliefMove, ...]:
    if moment.told is None or moment.about != moment.actor:
        return ()
    kinds = table.scenario.actors[moment.actor].types
    return tuple(
        BeliefMove(kind.name, in_words(kind.name), float(before), float(after))
        for kind, before, after in zip(kinds, *moment.told, strict=True)
    )


def _told_in_words(table: Table, moment: Moment, told: Sequence[BeliefMove]) -> str:
    if not told:
        return ""
    most = max(told, key=lambda each: abs(each.after - each.before))
    actor = table.scenario.actors[moment.actor]
    who = table.names.titles.get(actor.name, in_words(actor.name))
    if abs(most.after - most.before) < VISIBLE:
        return f"It revealed nothing about the type of {who}."
    before, after = format_share(most.before), format_share(most.after)
    return f"It moved the others' belief that {who} is {quoted(most.type)} from {before} to {after}."


def _with_terms(table: Table, moves: Sequence[JudgedMove]) -> list[JudgedMove]:
    """The moves, the dearest of every chair with where their regret comes from."""
    if table.game.equilibrium.perceptions:
        # The plays behind the split are those of the game as it is, which is not what the actor looked at.
        return list(moves)
    moments = {moment.number + 1: moment for moment in table.course.moments}
    worth = [
        move
        for move in moves
        if move.spread > 0
        and move.regret > WORTH_SPLITTING * move.spread
        and _is_thought_possible(table, moments[move.turn])
    ]
    dearest = {
        move.turn
        for seat in table.chairs
        for move in sorted((each for each in worth if each.seat == seat), key=lambda each: -each.regret)[:NUM_SPLIT]
    }
    return [
        replace(move, terms=_split(table, moments[move.turn], move)) if move.turn in dearest else move for move in moves
    ]


def _is_thought_possible(table: Table, moment: Moment) -> bool:
    """Whether the others still thought the mover's true type possible: plays on from there have the possible ones."""
    assert moment.stand is not None
    at = replace(table.course.history(moment.number), period=moment.period, stage=moment.stage)
    return moment.stand.kind in find_possible_types(table.game.prepared, at, moment.stand.actor)


def _split(table: Table, moment: Moment, move: JudgedMove) -> tuple[RegretTerm, ...]:
    """What the best act would have gained than the one that was played, by payoff."""
    assert moment.stand is not None
    tried = _try(table, moment)
    can = [moment.stand.acts[place] for place in _whole_menu(moment)]
    apart = tried[:, :, can.index(move.best)] - tried[:, :, can.index(move.act)]
    means, errors = apart.mean(axis=0), apart.std(axis=0, ddof=1) / np.sqrt(NUM_BATCHES)
    wants = table.scenario.actors[moment.actor].wants
    names = [("acts", "what acts cost and give"), *((want.name, in_words(want.name)) for want in wants)]
    if len(means) > len(names):
        names.append(("afterwards", "what follows the last period"))
    terms = [
        RegretTerm(name, words, float(amount), float(error))
        for (name, words), amount, error in zip(names, means, errors, strict=True)
    ]
    least = 1e-3 * max(abs(term.amount) for term in terms)
    return tuple(sorted((term for term in terms if abs(term.amount) > least), key=lambda term: -abs(term.amount)))


# Expectations


def _score_expectations(table: Table, seat: str, times: int) -> list[ExpectationScore]:
    """The expectations stated from a chair, with what came, beside the model's."""
    found = []
    readings = Readings(table.course.record)
    for moment in table.course.moments:
        made = table.made(moment.number)
        if made is None or made.entry is None or made.entry.seat != seat or not made.entry.expects:
            continue
        start = _start(table, moment)
        turn = table.require_turn(moment.number + 1)
        acts = {moment.stage: moment.act} if moment.actor >= 0 else {}
        plays = draw_replays(table, moment.number + 1, times, acts, "believed", 0)
        plays_readings = Readings(plays)
        for expectation in read_expectations(made.entry.expects, table.scenario):
            (came,) = find_answers(expectation, table.course.record, start, readings)
            answers = find_answers(expectation, plays, start, plays_readings)
            found.append(_score(table, (turn, moment, seat), expectation, str(came), answers))
    return found


def _start(table: Table, moment: Moment) -> tuple[int, int, int]:
    """From which stage on acts count, and the own one."""
    return moment.period, moment.stage - table.scenario.is_second_of_two(moment.stage), moment.stage


def _score(
    table: Table, at: tuple[int, Moment, str], expectation: StatedExpectation, came: str, answers: np.ndarray
) -> ExpectationScore:
    turn, moment, seat = at
    stated = expectation.stated
    counted = answers[answers != ""]
    by_model = {answer: float((counted == answer).mean()) for answer in stated} if len(counted) else {}
    about = expectation.owner or expectation.event
    words = ", ".join(
        f"{in_words(answer)} {format_share(probability)}" for answer, probability in stated.items() if probability > 0
    )
    is_scored, has_model = bool(came), bool(came) and bool(by_model)
    return ExpectationScore(
        turn=turn,
        date=table.scenario.calendar.labels[moment.period],
        seat=seat,
        player=table.chair(seat).player,
        about=about,
        words=f"{title_of(about, table.names) if expectation.owner else expectation.event}: {words}",
        came=came,
        stated=stated[came] if is_scored else 0.0,
        brier=brier(stated, came) if is_scored else None,
        log=log_score(stated, came) if is_scored else None,
        model_stated=by_model[came] if has_model else None,
        model_brier=brier(by_model, came) if has_model else None,
        model_log=log_score(by_model, came) if has_model else None,
    )


# Scores


def _score_chair(
    table: Table, chair: Chair, judged: tuple[Sequence[JudgedMove], Sequence[ExpectationScore]], times: int
) -> list[SeatScore]:
    """How the actors of a chair did, those that ever decided."""
    game, scenario, (moves, expectations) = table.course.game, table.scenario, judged
    realised = table.course.record.discounted()[0]
    scored = [each for each in expectations if each.seat == chair.seat and each.brier is not None]
    found = []
    for index in sorted(chair.actors):
        actor = scenario.actors[index]
        own = [move for move in moves if move.actor == actor.name]
        if not own and len(chair.actors) > 1:
            continue
        row = game.first_row(index) + int(table.course.record.types[0, index])
        patience = float(game.patience[row])
        turns = {moment.number + 1: moment.period for moment in table.course.moments}
        dearest = max(own, key=lambda move: move.regret, default=None)
        kind = actor.types[int(table.course.record.types[0, index])]
        found.append(
            SeatScore(
                seat=chair.seat,
                player=chair.player,
                actor=actor.name,
                who=title_of(actor.name, table.names),
                type=in_words(kind.name) if len(actor.types) > 1 else "",
                realised=float(realised[index]),
                expected=_expected(table, index, row, times),
                regret=float(sum(move.regret * patience ** turns[move.turn] for move in own)),
                most=None if dearest is None else (dearest.turn, dearest.regret),
                brier=_mean([each.brier for each in scored]),
                log=_mean([each.log for each in scored]),
                num_scored=len(scored),
                model_brier=_mean([each.model_brier for each in scored]),
                model_log=_mean([each.model_log for each in scored]),
            )
        )
    return found


def _expected(table: Table, actor: int, row: int, times: int) -> float:
    """What an actor's type could expect at the start; where actors act on perceptions, the mean of plays."""
    if not table.game.equilibrium.perceptions:
        return float(table.game.equilibrium.start_values[row])
    plays = replay(table.course, 0, times, {}, hidden="believed", knows=[actor], seed=1)
    return float(plays.discounted()[:, actor].mean())


def _mean(numbers: Sequence[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return float(np.mean(known)) if known else None
