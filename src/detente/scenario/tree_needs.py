"""What of a crisis no public belief can describe, so that it is solved on its game tree."""

from __future__ import annotations

from collections.abc import Iterator

from detente.errors import Mistake
from detente.scenario.model import Decision, Scenario
from detente.scenario.names import listed
from detente.scenario.positions import Where

WORDS = ("seen by", "knows", "joint prior", "at once")
"""Keys of the language that can make a crisis need its tree; a variant without any of them cannot."""


def find_tree_needs(scenario: Scenario) -> tuple[Mistake, ...]:
    """Every part that needs the tree, and why; () for a crisis that can be solved on a grid of public beliefs."""
    return tuple(Mistake(where or Where(scenario.path, 1, 1, ""), what) for where, what in _list_needs(scenario))


def needs_tree(scenario: Scenario) -> bool:
    """Whether the crisis has to be solved on its game tree."""
    return next(_list_needs(scenario), None) is not None


def _list_needs(scenario: Scenario) -> Iterator[tuple[Where | None, str]]:
    if scenario.joint_prior is not None:
        yield scenario.joint_prior.where, f"the types of {listed(scenario.joint_prior.actors)} are drawn together"
    for actor in scenario.actors:
        if actor.knows:
            yield actor.where, f"{actor.name} knows the type of {listed(actor.knows)}"
    groups = set[tuple[str, ...]]()
    for stage in scenario.stages:
        if stage.seen_by:
            yield stage.where, f"{_alone(stage.seen_by)} what comes of '{stage.name}'"
        if isinstance(stage, Decision):
            if stage.traces_seen_by:
                yield stage.where, f"{_alone(stage.traces_seen_by)} the traces of '{stage.name}'"
            if stage.together and stage.together not in groups:
                groups.add(stage.together)
                yield stage.where, f"{len(stage.together)} decisions are made at once ({listed(stage.together)})"


def _alone(names: tuple[str, ...]) -> str:
    return f"{listed(names)} alone {'sees' if len(names) == 1 else 'see'}"
