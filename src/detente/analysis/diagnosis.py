"""The record of what is silly about a crisis: findings, each with its place, its numbers and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from detente.analysis.options import Origin
from detente.scenario.positions import Where

FindingKind = Literal[
    "caution",
    "source never cited",
    "variant without effect",
    "act never possible",
    "act never taken",
    "act always taken",
    "coin toss",
    "types never told apart",
    "types that do the same",
    "want that dwarfs the others",
    "want that never matters",
    "jump at the end",
    "level never reached",
    "chance that never matters",
    "number that moves nothing",
    "claim without a number",
    "claim that is noise",
    "claim that compares the same",
    "claim that says little",
]
"""What is looked for, in the order in which it is told."""

FINDING_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True)
class Finding:
    """Something in a crisis that is allowed, and does nothing, or hides what else there is.

    Args:
        subject: the entry it is about, as the file names it: `red plays dance`.
        says: what was found, a sentence with its numbers. advice: what to do, a sentence.
        evidence: the numbers by name; shares are from 0 to 1, differences of values in the actor's own unit.
    """

    kind: FindingKind
    subject: str
    where: Where
    says: str
    advice: str
    evidence: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Diagnosis:
    """What an examination of a crisis found.

    Args:
        findings: in the order of their kinds, then of the file.
        num_plays: in which it looked. left_out: what was not looked at, and why, a sentence each.
    """

    findings: tuple[Finding, ...]
    num_plays: int
    left_out: tuple[str, ...] = ()

    def counts(self) -> dict[FindingKind, int]:
        """The number of findings of each kind that occurs."""
        found = [each.kind for each in self.findings]
        return {kind: found.count(kind) for kind in FINDING_KINDS if kind in found}

    def rows(self) -> list[dict[str, Any]]:
        """One row for each finding: `kind`, `subject`, `file`, `line`, `field`, `says`, `advice`."""
        return [
            {
                "kind": each.kind,
                "subject": each.subject,
                "file": each.where.file,
                "line": each.where.line,
                "field": each.where.field,
                "says": each.says,
                "advice": each.advice,
            }
            for each in self.findings
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "num_plays": self.num_plays,
            "findings": [each.to_json() for each in self.findings],
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True)
class Examined:
    """A diagnosis with its origin.

    Args:
        command: that gives it again. certificate: of the game behind it, in a sentence. file: what was written.
    """

    origin: Origin
    question: str
    command: str
    diagnosis: Diagnosis
    certificate: str
    file: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "command": self.command,
            **self.diagnosis.to_json(),
            "certificate": self.certificate,
            "file": self.file,
        }


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings by kind, then by place."""
    return tuple(
        sorted(findings, key=lambda each: (FINDING_KINDS.index(each.kind), each.where.line, each.where.column))
    )
