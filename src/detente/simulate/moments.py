"""The moments of one play: decisions as they stand, what happened at a stage, and the seeds of all draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

NOBODY = -1


@dataclass(frozen=True)
class Seeds:
    """Of the draws: the first for the types and for all stages, others for the stages from some on.

    Args:
        later: (number of the stage, counted through all periods, seed), in order.
    """

    first: int
    later: tuple[tuple[int, int], ...] = ()

    def random_at(self, number: int) -> np.random.Generator:
        """What draws at a stage, counted through all periods from 0."""
        seed = ([self.first] + [each for start, each in self.later if start <= number])[-1]
        return np.random.default_rng(np.random.SeedSequence((seed, 1, number)))

    @property
    def stream(self) -> np.random.SeedSequence:
        """What draws the types."""
        return np.random.SeedSequence((self.first, 0))

    def from_stage(self, number: int, seed: int) -> Seeds:
        """The same until a stage, and another seed from there on."""
        return Seeds(self.first, (*(each for each in self.later if each[0] < number), (number, seed)))


@dataclass(frozen=True)
class Stand:
    """A decision as it stands before it is taken.

    Args:
        actor, kind: who decides, and the true type. acts: names of the whole menu. menu: what each type can do.
        log_policy: of the model at the belief on which the actor acts, normalised over the menu of each type.
        log_anchor: likewise of what is done if nothing presses. precision: λ by type.
        is_perceived: whether the actor acts on a perception of the game, of which these are.
    """

    actor: int
    kind: int
    acts: tuple[str, ...]
    menu: Bool[np.ndarray, "action type"]
    log_policy: Float[np.ndarray, "action type"]
    log_anchor: Float[np.ndarray, "action type"]
    precision: Float[np.ndarray, " type"]
    is_perceived: bool

    def probabilities(self, kind: int | None = None) -> Float[np.ndarray, " action"]:
        """What the model does, being of a type (default: the true one)."""
        return np.asarray(np.exp(self.log_policy[:, self.kind if kind is None else kind]))

    def values(self) -> Float[np.ndarray, " action"] | None:
        """What every act brings the true type, less what the best one brings; −∞ for what its menu lacks.

        From σ(a) ∝ η(a) exp(λ Q(a)): Q(a) = [log σ(a) − log η(a)] / λ up to a constant. None where λ = 0: such a policy
        says nothing about values.
        """
        precision, can = float(self.precision[self.kind]), self.menu[:, self.kind]
        if precision <= 0:
            return None
        scores = np.full(len(self.acts), -np.inf)
        scores[can] = (self.log_policy - np.where(self.menu, self.log_anchor, 0.0))[can, self.kind] / precision
        return np.asarray(scores - scores.max())


@dataclass(frozen=True)
class Due:
    """A decision that is to be taken now. stage: its place in the period. comes_up: whether it is taken at all."""

    stage: int
    actor: int
    comes_up: bool
    stand: Stand


@dataclass(frozen=True)
class Moment:
    """What happened at a stage.

    Args:
        number: of the stage, counted through all periods from 0. name: of the decision or chance; "" for nothing.
        mover: whose decision it is, −1 for nobody. actor: the same where it came up, else −1. act: what was chosen; "".
        is_given: whether the act came from outside. seen: what everybody saw besides the state, as `StageTable.seen`
            has it: an act or a result of nature alone; or act, trace and result, each "" where it is not seen.
        before, after: levels of the public variables. kinds, kinds_after: the types of all actors.
        stand: the decision as it stood; None where nobody decides, or where it did not come up.
        told: by type of the actor that it was about (`about`, −1 for none): what everybody believed before and after.
    """

    number: int
    period: int
    stage: int
    name: str
    mover: int
    actor: int
    act: str
    is_given: bool
    seen: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    kinds: tuple[int, ...]
    kinds_after: tuple[int, ...]
    stand: Stand | None
    about: int
    told: tuple[Float[np.ndarray, " type"], Float[np.ndarray, " type"]] | None
    log_probability: float
