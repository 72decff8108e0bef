"""Who moves when within a period, on what, and who sees it: the lanes of a crisis, as a record and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from detente.report.words import capitalize, in_words
from detente.scenario.model import Action, Actor, Chance, Decision, Effect, Result, Scenario, Shift, Stage

Sight = Literal["moves", "sees", "trace", "result", "nothing"]
"""What a lane has of a stage: it moves there; it sees the act or the result; only a trace that the act leaves, or only
what it changes in public; or nothing of it."""

CHANCE = ""
"""The lane of what nobody decides."""


@dataclass(frozen=True)
class Lane:
    """An actor, or a seat with those that can hold it. key: its name; `CHANCE` for chance."""

    key: str
    title: str
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class LaneStage:
    """One stage of a period.

    Args:
        lane: the key of the lane that moves. acts: the menu, or the results of a lottery, in words.
        when: the condition under which it is reached; "" for always.
        about: whose types a signal tells something of, as titles.
        is_covert: whether somebody does not see it. at_once: stages that are decided together have the same number
            above 0. comes_up: whether it is reached in some periods only, by chance.
        changes: what can be different in public afterwards, in words. hidden: what can be different in secret.
        sights: by the key of every lane but chance.
    """

    name: str
    title: str
    lane: str
    acts: tuple[str, ...]
    when: str
    about: tuple[str, ...]
    is_covert: bool
    at_once: int
    comes_up: bool
    changes: tuple[str, ...]
    hidden: tuple[str, ...]
    sights: dict[str, Sight]


@dataclass(frozen=True)
class LanePicture:
    """The lanes of a crisis with its stages, in the order of the file. step: what a period is."""

    title: str
    step: str
    lanes: tuple[Lane, ...]
    stages: tuple[LaneStage, ...]


def read_lanes(scenario: Scenario) -> LanePicture:
    """The lanes of a crisis."""
    lanes = tuple(_lanes(scenario))
    together: dict[frozenset[str], int] = {}
    stages = tuple(_stage(scenario, stage, lanes, together) for stage in scenario.stages)
    return LanePicture(scenario.title, scenario.calendar.step, lanes, stages)


def _lanes(scenario: Scenario) -> Iterator[Lane]:
    """Actors and seats, then chance if there is any."""
    seats: set[str] = set()
    for actor in scenario.actors:
        if actor.is_deputy or actor.seat in seats:
            continue
        if actor.seat is None:
            yield Lane(actor.name, capitalize(actor.title))
            continue
        seats.add(actor.seat)
        holders = tuple(each.title for each in scenario.owners(actor.seat))
        yield Lane(actor.seat, capitalize(in_words(actor.seat)), holders)
    if any(isinstance(stage, Chance) for stage in scenario.stages):
        yield Lane(CHANCE, "Chance")


def _stage(scenario: Scenario, stage: Stage, lanes: tuple[Lane, ...], together: dict[frozenset[str], int]) -> LaneStage:
    titles = {actor.name: capitalize(actor.title) for actor in scenario.actors}
    acts: tuple[Action | Result, ...] = stage.actions if isinstance(stage, Decision) else stage.results
    parts = [*acts, *(result for act in acts if isinstance(act, Action) for result in act.results)]
    parts += stage.traces if isinstance(stage, Decision) else ()
    own = _own_lane(scenario, stage, lanes)
    known = () if isinstance(stage, Decision) else (stage.about, stage.also)
    changes = _changed(parts)
    return LaneStage(
        name=stage.name,
        title=in_words(stage.name),
        lane=own,
        acts=tuple(in_words(each.name) for each in acts),
        when=stage.when.text if stage.when else "",
        about=tuple(titles[name] for name in known if name is not None),
        is_covert=stage.is_covert or bool(stage.seen_by),
        at_once=_group(stage, together),
        comes_up=isinstance(stage, Decision) and stage.comes_up is not None,
        changes=changes,
        hidden=tuple(dict.fromkeys(_secret(shift, titles) for part in parts for shift in part.shifts)),
        sights={lane.key: _sight(scenario, stage, lane, own, bool(changes)) for lane in lanes if lane.key != CHANCE},
    )


def _own_lane(scenario: Scenario, stage: Stage, lanes: tuple[Lane, ...]) -> str:
    if not isinstance(stage, Decision):
        return CHANCE
    keys = {lane.key for lane in lanes}
    if stage.owner in keys:
        return stage.owner
    return next((actor.seat for actor in scenario.actors if actor.name == stage.owner and actor.seat), CHANCE)


def _group(stage: Stage, together: dict[frozenset[str], int]) -> int:
    """The number of the decisions that are made at once with this one; 0 if none is."""
    if not isinstance(stage, Decision) or not (stage.together or stage.at_once_with):
        return 0
    names = frozenset(stage.together or (stage.name, stage.at_once_with))
    return together.setdefault(names, len(together) + 1)


def _changed(parts: Iterable[Action | Result]) -> tuple[str, ...]:
    effects: list[Effect] = [effect for part in parts for effect in part.effects]
    return tuple(dict.fromkeys(in_words(effect.variable) for effect in effects))


def _secret(shift: Shift, titles: dict[str, str]) -> str:
    return f"{titles.get(shift.actor, in_words(shift.actor))}’s {in_words(shift.secret) or 'type'}"


def _sight(scenario: Scenario, stage: Stage, lane: Lane, own: str, changes_state: bool) -> Sight:
    if lane.key == own:
        return "moves"
    actors: list[Actor] = [*scenario.owners(lane.key)]
    names = {lane.key, *(actor.name for actor in actors)}
    if stage.seen_by:
        is_seen = bool(names & set(stage.seen_by))
    elif isinstance(stage, Chance) and stage.is_covert:
        # Whose secret it changes sees it.
        is_seen = bool(names & {stage.about, stage.also})
    else:
        is_seen = not stage.is_covert
    if is_seen:
        return "sees"
    if isinstance(stage, Decision) and stage.traces and (not stage.traces_seen_by or names & set(stage.traces_seen_by)):
        return "trace"
    return "result" if changes_state else "nothing"


_SEES = {
    "sees": ("sees it", "see it"),
    "trace": ("sees a trace of it", "see a trace of it"),
    "result": ("sees only what it changes", "see only what it changes"),
    "nothing": ("sees nothing of it", "see nothing of it"),
}


def lanes_in_words(lanes: LanePicture) -> list[str]:
    """Every stage in a sentence or two: who moves, on what, and who sees it."""
    return [_stage_in_words(lanes, number, stage) for number, stage in enumerate(lanes.stages, start=1)]


def _stage_in_words(lanes: LanePicture, number: int, stage: LaneStage) -> str:
    titles = {lane.key: lane.title for lane in lanes.lanes}
    told = f" about {' and '.join(stage.about)}" if stage.about else ""
    sentence = f"{number}. {titles[stage.lane]}: {stage.title}{told} ({', '.join(stage.acts)})"
    others = [each.title for each in lanes.stages if stage.at_once and each.at_once == stage.at_once]
    sentence += f", at once with {' and '.join(t for t in others if t != stage.title)}" if others else ""
    sentence += f", when {stage.when}" if stage.when else ""
    sentence += ", in some periods only" if stage.comes_up else ""
    sentences = [f"{sentence}."]
    seen = {key: sight for key, sight in stage.sights.items() if sight != "moves"}
    if seen and set(seen.values()) == {"sees"}:
        sentences.append("Everybody sees it.")
    else:
        for sight, (one, many) in _SEES.items():
            who = [titles[key] for key, each in seen.items() if each == sight]
            if who:
                sentences.append(f"{_join(who)} {one if len(who) == 1 else many}.")
    if stage.changes:
        sentences.append(f"It can change {_join(stage.changes)}.")
    if stage.hidden:
        sentences.append(f"It can change {_join(stage.hidden)}, in secret.")
    return " ".join(sentences)


def _join(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
