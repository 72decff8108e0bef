"""How sure a report is of its verdicts: high, moderate or low confidence, with its reasons.

Confidence is about the ground that verdicts stand on, not about how likely anything is, and the two never share a
sentence (ICD 203, section D.6.e.(2)(b)). The level is the worst that one of these says:

    solution    certificate: sound / with care / do not use
    chance      the share of claims whose intervals leave the verdict open: up to 1 in 10 / up to 1 in 3 / more
    equilibria  whether another equilibrium was looked for, and changes verdicts: none changed / some of them, or nobody
                looked / a third
    numbers     whether claims were evaluated in other worlds: up to 1 in 10 differ from the base / up to 1 in 3, or no
                worlds / more

High confidence therefore needs worlds: whoever has only used the base numbers does not know what the numbers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente.analysis.results import Judged
from detente.claims.numbers import format_number
from detente.claims.verdict import Verdict
from detente.report.certificates import certificate_cautions, certificate_sentence
from detente.solve.certificate import Certificate

Level = Literal["high", "moderate", "low"]

_WORST: tuple[Level, ...] = ("high", "moderate", "low")
FEW, SOME = 0.1, 1 / 3
"""Shares of the claims up to which a doubt leaves confidence high, and moderate."""


@dataclass(frozen=True)
class ConfidenceReason:
    """One of the grounds of a level: what it is about, the level that it allows, and why, in a sentence.

    Args:
        limit: what it limits confidence by, where it does, as a clause.
    """

    about: Literal["solution", "chance", "equilibria", "numbers"]
    level: Level
    sentence: str
    limit: str


@dataclass(frozen=True)
class Confidence:
    """The level, and all its grounds."""

    level: Level
    reasons: tuple[ConfidenceReason, ...]

    @property
    def sentence(self) -> str:
        """The level with what limits it."""
        if self.level == "high":
            return "Confidence in these verdicts, as readings of this model, is high."
        limits = [each.limit for each in self.reasons if each.level == self.level]
        return f"Confidence in these verdicts, as readings of this model, is {self.level}, because {_join(limits)}."

    def to_json(self) -> dict[str, Any]:
        reasons = [{"about": each.about, "level": each.level, "says": each.sentence} for each in self.reasons]
        return {"level": self.level, "says": self.sentence, "reasons": reasons}


def assess_confidence(judged: Judged) -> Confidence:
    """The level of confidence in the verdicts of a run."""
    reasons = (
        _solution(judged.certificate),
        *([_chance(judged.claims)] if judged.claims else []),
        _equilibria(judged),
        *([_numbers(judged)] if judged.claims else []),
    )
    return Confidence(max((each.level for each in reasons), key=_WORST.index), reasons)


def _solution(certificate: Certificate) -> ConfidenceReason:
    levels: dict[str, Level] = {"sound": "high", "with care": "moderate", "do not use": "low"}
    sentence = " ".join([certificate_sentence(certificate), *certificate_cautions(certificate)])
    limit = f"the solution {'cannot be used' if certificate.grade == 'do not use' else 'must be used with care'}"
    return ConfidenceReason("solution", levels[certificate.grade], sentence, limit)


def _chance(claims: Sequence[Verdict]) -> ConfidenceReason:
    limit = "some verdicts are undecided"
    is_open = [each.verdict == "undecided" for each in claims]
    count = sum(is_open)
    if not count:
        return ConfidenceReason("chance", "high", "Every verdict is decided by its whole 95 % interval.", limit)
    which = "claim" if len(claims) == 1 else "claims"
    sentence = (
        f"{count} of {len(claims)} {which} {'is' if count == 1 else 'are'} undecided: because of chance, the belief "
        "grid, several equilibria or a rare condition, the number may lie on either side of the threshold."
    )
    return ConfidenceReason("chance", _level(count / len(claims)), sentence, limit)


def _equilibria(judged: Judged) -> ConfidenceReason:
    asked = [each for each in judged.claims if each.under_rules]
    moved = sum(each.depends_on_equilibrium for each in asked)
    found = judged.certificate.multiplicity
    limit = "there may be other equilibria"
    if asked:
        sentence = (
            f"Under the other rules for choosing an equilibrium, {moved} of {len(asked)} verdicts are different."
            if moved
            else f"All {len(asked)} verdicts are the same under the other rules for choosing an equilibrium."
        )
        return ConfidenceReason("equilibria", _level(moved / len(asked)), sentence, limit)
    if found is not None and found.matters:
        sentence = "Another equilibrium exists in which somebody's payoff differs; the claims were not evaluated in it."
        return ConfidenceReason("equilibria", "moderate", sentence, limit)
    if found is not None:
        return ConfidenceReason("equilibria", "high", "A search found no other equilibrium that matters.", limit)
    sentence = "Nothing points to another equilibrium, but none was looked for."
    return ConfidenceReason("equilibria", "moderate", sentence, "other equilibria were not looked for")


def _numbers(judged: Judged) -> ConfidenceReason:
    limit = "the uncertain numbers may change verdicts"
    robust = [each for each in judged.claims if each.robustness is not None and each.robustness.num_counted > 0]
    if judged.worlds is None or not robust:
        sentence = "All verdicts are at the base values; how often each holds at other numbers was not examined."
        return ConfidenceReason("numbers", "moderate", sentence, limit)
    moved = sum(each.across_worlds != f"{each.verdict} in nearly all worlds" for each in robust)
    worlds = len(judged.worlds.rows)
    sentence = (
        f"In {worlds} worlds, {len(robust) - moved} of {len(robust)} claims "
        f"({format_number(1 - moved / len(robust), True)}) have the verdict of the base values in nearly all worlds."
    )
    return ConfidenceReason("numbers", _level(moved / len(robust)), sentence, limit)


def _level(share: float) -> Level:
    return "high" if share <= FEW else "moderate" if share <= SOME else "low"


def _join(parts: Sequence[str]) -> str:
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"
