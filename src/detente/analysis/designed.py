"""Records of a design: which member of a family of policies is best, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from detente.analysis.comparison import PolicyComparison
from detente.claims.verdict import Driver, Interval

Criterion = Literal["mean", "worst-tenth", "regret"]
"""What makes a policy good over worlds: its mean; its mean over the worst tenth of the worlds; or, over the worlds in
which it is highest, a tenth of all, a small mean regret: by how much it falls behind the best policy tried there."""

CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


@dataclass(frozen=True)
class Candidate:
    """A policy that was tried.

    Args:
        name: of a variant, `base`, or the values of a member of the design. values: of the free words; None for what
            is no member of the design.
        score: by the criterion, greater is better; None where it could not be solved in some world.
        mean, worst_tenth, regret: over worlds, in the unit of the aim.
        best_in: the share of worlds in which nothing tried is better.
        behind: by how much its score is behind the best, with the interval; None for the best itself.
        is_apart: whether that interval excludes zero.
        fault: why it has no score.
    """

    name: str
    values: Mapping[str, str] | None
    score: float | None
    mean: float | None
    worst_tenth: float | None
    regret: float | None
    best_in: float
    behind: float | None = None
    behind_interval: Interval | None = None
    is_apart: bool = False
    fault: str = ""


@dataclass(frozen=True)
class BreakEven:
    """Which policy is best where: over two uncertain numbers, with all others at their base values.

    Args:
        names: of the two numbers. policies: those that were compared.
        cells: values of the two numbers, the policy that is best there, and whether it is beyond chance.
    """

    names: tuple[str, str]
    policies: tuple[str, ...]
    cells: tuple[tuple[float, float, str, bool], ...]


@dataclass(frozen=True)
class Designed:
    """The best member of a design.

    Args:
        serves: the actor whose value of the crisis is to be best; None: `measure` is. better: which side of it.
        num_members: of the family; num_tried of them were solved. is_exhaustive: whether all were.
        num_worlds: 0 for the base values alone. num_plays: of each game in a world.
        candidates: members of the design, the best first. beside: what they are compared with.
        deciding: numbers that decide whether the best member is better than the best of what it is compared with.
        comparison: at the base values, of what it is compared with, the best member, and the runner-up.
        as_variant: the best member, as a variant in a file: `NAME: {…}` on one line.
    """

    name: str
    says: str
    serves: str | None
    measure: str | None
    better: Literal["more", "less"]
    is_share: bool
    criterion: Criterion
    num_members: int
    num_tried: int
    is_exhaustive: bool
    num_worlds: int
    num_plays: int
    candidates: tuple[Candidate, ...]
    beside: tuple[Candidate, ...]
    deciding: tuple[Driver, ...]
    comparison: PolicyComparison
    as_variant: str
    map: BreakEven | None = None

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def alike(self) -> tuple[Candidate, ...]:
        """Members that cannot be told apart from the best; without an interval nothing is known of it."""
        return tuple(each for each in self.candidates[1:] if each.behind_interval is not None and not each.is_apart)

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        return {**document, "comparison": self.comparison.to_json()}

    def rows(self) -> list[dict[str, Any]]:
        """A row for every policy that was tried."""
        words = self.candidates[0].values or {}
        return [self._row(each, list(words)) for each in (*self.candidates, *self.beside)]

    def _row(self, each: Candidate, words: list[str]) -> dict[str, Any]:
        low, high = each.behind_interval or (None, None)
        free = {f"for.{word}": (each.values or {}).get(word, "") for word in words}
        own = asdict(each)
        del own["values"], own["behind_interval"]
        return {**own, "behind_low": low, "behind_high": high, "is_member": each.values is not None, **free}
