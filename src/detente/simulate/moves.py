"""Moves made for an actor in place of its policy: the `do(...)` of claims."""

from __future__ import annotations

from dataclasses import dataclass

from detente.scenario.model import Decision, Scenario


@dataclass(frozen=True)
class ForcedMove:
    """A move made wherever its owner has the action in its menu; everyone interprets it as if it had been chosen.

    Args:
        owner: an actor (wherever it decides, in its own name or for a seat) or a seat (whoever holds it).
        decision: where; None for every decision that has the action.
        first_period, last_period: indices of the first and last period, both included.
    """

    owner: str
    decision: str | None
    action: str
    first_period: int
    last_period: int


def decides_for(scenario: Scenario, owner: str, decision: str, actor: str) -> bool:
    """Whether `actor`, deciding at `decision`, is who `owner` (an actor or a seat) means."""
    if owner == actor:
        return True
    return any(
        stage.name == decision and stage.owner == owner for stage in scenario.stages if isinstance(stage, Decision)
    )
