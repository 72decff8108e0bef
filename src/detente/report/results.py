"""What each task hands back: a record with its origin, readable by people and programs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from detente.solve.equilibrium import Certificate


@dataclass(frozen=True)
class Origin:
    """Where a result comes from, enough to get it again.

    Args:
        seed: of the play; None where nothing was drawn.
        scenario_hash: of the document after the variant's changes.
        seconds: wall-clock time by phase.
    """

    scenario: str
    title: str
    variant: str | None
    scenario_hash: str
    seed: int | None
    version: str
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": {phase: round(s, 3) for phase, s in self.seconds.items()}}


@dataclass(frozen=True)
class Checked:
    """A scenario in order: what it consists of."""

    origin: Origin
    path: str
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {**self.origin.to_json(), "path": self.path, "counts": dict(self.counts)}


@dataclass(frozen=True)
class Listed:
    """One crisis that comes with the package."""

    name: str
    title: str
    question: str
    path: str
    scenario_hash: str


@dataclass(frozen=True)
class Listing:
    """The crises that come with the package."""

    crises: tuple[Listed, ...]
    version: str
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        return {"crises": [asdict(c) for c in self.crises], "version": self.version, "seconds": dict(self.seconds)}


@dataclass(frozen=True)
class Shown:
    """A scenario with every default filled in, as text and as a document; or one of its compiled views.

    Args:
        text: what to print.
        document: the same for programs.
    """

    origin: Origin
    text: str
    document: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {**self.origin.to_json(), "document": dict(self.document)}


@dataclass(frozen=True)
class StartValue:
    """Expected discounted payoff at the start of an actor of a type."""

    actor: str
    type: str | None
    value: float


@dataclass(frozen=True)
class Solved:
    """The certificate of a solved crisis, and what each actor can expect."""

    origin: Origin
    certificate: Certificate
    values: tuple[StartValue, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "certificate": certificate_json(self.certificate),
            "values": [{**asdict(v), "value": finite(v.value)} for v in self.values],
        }


def certificate_json(certificate: Certificate, by_variant: Mapping[str, Certificate] | None = None) -> dict[str, Any]:
    """The certificate for programs; with those of every variant solved, if given."""
    record = {**asdict(certificate), "max_residual": finite(certificate.max_residual)}
    if by_variant:
        record["by_variant"] = {name: certificate_json(each) for name, each in by_variant.items()}
    return record


def joint_certificate(certificates: Mapping[str, Certificate]) -> Certificate:
    """One certificate for several solved games: the worst residual, all nodes together."""
    parts = list(certificates.values())
    nodes, unsolved = sum(c.num_nodes for c in parts), sum(c.num_unsolved for c in parts)
    worst = sorted((node for c in parts for node in c.worst), key=lambda node: -node.residual)
    return Certificate(
        max_residual=max((c.max_residual for c in parts), default=0.0),
        unsolved_share=unsolved / nodes if nodes else 0.0,
        num_nodes=nodes,
        num_unsolved=unsolved,
        worst=tuple(worst[:5]),
    )


def finite(value: float) -> float | None:
    """The number, or None where JSON has no word for it."""
    return float(value) if math.isfinite(value) else None
