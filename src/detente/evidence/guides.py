"""Acts drawn so that they agree with an event, with the probability of that as a weight.

Where an event speaks of the act about to be taken, drawing acts from the policy and throwing most plays away would
waste them. With σ(agree) the probability under the policy of the play's true type that the act agrees with the event,
and s the probability that the coder is right, the play's weight is multiplied by

    s σ(agree) + (1 − s) (1 − σ(agree)),

and the act is drawn from what is left of the policy on either side, in these proportions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from detente.game.tables import Game
from detente.scenario.expressions import ActionTest, Expression, Unary
from detente.scenario.model import DatedEvent, Decision, Scenario
from detente.simulate.moves import decides_for
from detente.simulate.play import At
from detente.simulate.prepared import PreparedTable


@dataclass(frozen=True)
class ActEvent:
    """An event that is one act of one decision, or that this act was not taken.

    Args:
        stage: index of the decision. owner, action: as written. is_taken: whether it happened.
    """

    event: DatedEvent
    stage: int
    owner: str
    action: str
    is_taken: bool


def find_act(event: DatedEvent, scenario: Scenario) -> ActEvent | None:
    """The event as one act of one decision; None if it is more than that, or may stand at several decisions."""
    if event.condition is None:
        return None
    tree, is_taken = event.condition.tree, True
    while isinstance(tree, Unary) and tree.operator == "not":
        tree, is_taken = tree.operand, not is_taken
    act = _only_act(tree)
    if act is None:
        return None
    stages = [
        number
        for number, stage in enumerate(scenario.stages)
        if isinstance(stage, Decision)
        and act.action in [each.name for each in stage.actions]
        and (stage.name == act.decision or not act.decision)
        and any(decides_for(scenario, act.owner, stage.name, each.name) for each in scenario.movers(stage))
    ]
    return ActEvent(event, stages[0], act.owner, act.action, is_taken) if len(stages) == 1 else None


def choose_guided(game: Game, period: int, events: Sequence[tuple[int, DatedEvent]]) -> dict[int, tuple[int, ActEvent]]:
    """By stage the event of a period that guides it, with its number: one of every stage that always comes up."""
    guided: dict[int, tuple[int, ActEvent]] = {}
    for number, event in events:
        act = find_act(event, game.scenario)
        if act is None or act.stage in guided:
            continue
        if all(table.occasion is None for table in game.periods[period].stages[act.stage]):
            guided[act.stage] = (number, act)
    return guided


def take_up(events: Sequence[DatedEvent], game: Game) -> list[DatedEvent]:
    """Events in the order in which plays come to them: by date, acts that guide in that of their stages, others last.

    What was known before an event is what was taken up before it.
    """
    ordered: list[DatedEvent] = []
    for period in sorted({each.period for each in events}):
        here = [(number, each) for number, each in enumerate(events) if each.period == period]
        guided = choose_guided(game, period, here)
        first = [guided[stage][0] for stage in sorted(guided)]
        ordered += [events[number] for number in first]
        ordered += [each for number, each in here if number not in first]
    return ordered


def _only_act(tree: Expression) -> ActionTest | None:
    return tree if isinstance(tree, ActionTest) else None


@dataclass
class Guide:
    """Draws the acts of one stage so that they agree with an event.

    Attributes:
        log_weight: by play, of what was drawn. Plays without the decision get that of an act not taken.
    """

    act: ActEvent
    scenario: Scenario
    num_plays: int
    log_weight: Float[np.ndarray, " play"] = field(init=False)

    def __post_init__(self) -> None:
        sure = self.act.event.sure
        agrees = not self.act.is_taken
        with np.errstate(divide="ignore"):
            self.log_weight = np.full(self.num_plays, np.log(sure if agrees else 1 - sure))

    def __call__(
        self, here: PreparedTable, at: At, log_policy: Float[np.ndarray, "action play"], uniform: np.ndarray
    ) -> np.ndarray:
        """What every play's mover does."""
        prob = np.exp(log_policy - log_policy.max(axis=0))
        prob /= prob.sum(axis=0)
        is_act = np.array([name == self.act.action for name in here.table.actions])
        is_ours = decides_for(
            self.scenario, self.act.owner, here.table.name, self.scenario.actors[here.table.mover].name
        )
        agrees = is_act == self.act.is_taken if is_ours else np.full(len(is_act), not self.act.is_taken)
        sure = self.act.event.sure
        agree = prob[agrees].sum(axis=0)
        right, wrong = sure * agree, (1 - sure) * (1 - agree)
        total = right + wrong
        with np.errstate(divide="ignore"):
            self.log_weight[at.who] = np.log(total)
        # One uniform number chooses the side, and what is left of it the act there.
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(total > 0, right / total, 1.0)
            is_right = uniform < share
            left = np.where(is_right, uniform / share, (uniform - share) / (1 - share))
        kept = np.where(agrees[:, None] == is_right, prob, 0.0)
        # A play without such an act has weight zero; it does what it would have done.
        kept = np.where(kept.sum(axis=0) > 0, kept, prob)
        cumulative = np.cumsum(kept, axis=0)
        return np.asarray((cumulative <= np.nan_to_num(left) * (cumulative[-1] * (1 - 2**-52))).sum(axis=0))
