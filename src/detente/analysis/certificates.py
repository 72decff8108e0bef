"""Certificates as JSON, and one certificate for several games."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from detente.solve.certificate import Certificate, OnTree, PlayedOut, Refinement


def certificate_to_json(
    certificate: Certificate, by_variant: Mapping[str, Certificate] | None = None
) -> dict[str, Any]:
    """The certificate as JSON; with those of every solved variant, if given."""
    played_out = certificate.played_out
    record = {
        **asdict(certificate),
        "max_residual": finite(certificate.max_residual),
        "grade": certificate.grade,
        "max_regret": certificate.max_regret,
        "played_out_gap": None if played_out is None else played_out.max_gap,
        "value_gap": None if played_out is None or played_out.value is None else abs(played_out.value.gap),
        "grid_error": certificate.grid_error,
        "refinement": None if certificate.refinement is None else refinement_to_json(certificate.refinement),
    }
    if by_variant:
        record["by_variant"] = {name: certificate_to_json(each) for name, each in by_variant.items()}
    return record


def refinement_to_json(refinement: Refinement) -> dict[str, Any]:
    """The refinement as JSON, with every change."""
    return {
        **asdict(refinement),
        "values": [{**asdict(value), "change": value.change} for value in refinement.values],
        "claims": [{**asdict(claim), "change": claim.change} for claim in refinement.claims],
    }


def join_certificates(certificates: Mapping[str, Certificate]) -> Certificate:
    """One certificate for several solved games: all nodes, the worst of every check, and what only the base has."""
    parts = list(certificates.values())
    checked = {name: each.played_out for name, each in certificates.items() if each.played_out is not None}
    worst_game = max(checked, key=lambda name: checked[name].max_gap, default="")
    nodes, unsolved = sum(c.num_nodes for c in parts), sum(c.num_unsolved for c in parts)
    worst = sorted((node for c in parts for node in c.worst), key=lambda node: -node.residual)
    return Certificate(
        max_residual=max((c.max_residual for c in parts), default=0.0),
        unsolved_share=unsolved / nodes if nodes else 0.0,
        num_nodes=nodes,
        num_unsolved=unsolved,
        worst=tuple(worst[:5]),
        regrets=next((c.regrets for c in parts if c.regrets is not None), None),
        played_out=_with_worst_apart(checked, worst_game),
        num_unstable=sum(c.num_unstable for c in parts),
        unsolved_reach=max(
            (c.unsolved_reach for c in parts if c.unsolved_reach is not None), key=lambda r: r.share, default=None
        ),
        refinement=next((c.refinement for c in parts if c.refinement is not None), None),
        multiplicity=next((c.multiplicity for c in parts if c.multiplicity is not None), None),
        coarse_axes=_coarsest(parts),
        grid=next((c.grid for c in parts if c.grid is not None), None),
        num_games=max(len(parts), 1),
        num_checked=len(checked),
        worst_game=worst_game,
        rule=parts[0].rule if parts else "drift",
        num_astray=sum(c.num_astray for c in parts),
        stationary=next((c.stationary for c in parts if c.stationary is not None), None),
        asymmetry=max((c.asymmetry for c in parts if c.asymmetry is not None), default=None),
        on_tree=join_trees([c.on_tree for c in parts if c.on_tree is not None]),
    )


def join_trees(parts: Sequence[OnTree]) -> OnTree | None:
    """The trees of several games as one; None without any."""
    if not parts:
        return None
    return OnTree(
        num_nodes=sum(each.num_nodes for each in parts),
        num_unknowns=sum(each.num_unknowns for each in parts),
        num_turns=sum(each.num_turns for each in parts),
        share=min(each.share for each in parts),
        is_confirmed=all(each.is_confirmed for each in parts),
        needs=tuple(dict.fromkeys(need for each in parts for need in each.needs)),
    )


def _with_worst_apart(checked: Mapping[str, PlayedOut], worst_game: str) -> PlayedOut | None:
    """The check of the worst game, with the worst of all games where beliefs about two actors are kept apart."""
    apart = [each.apart for each in checked.values() if each.apart is not None]
    worst = checked.get(worst_game)
    return worst and replace(worst, apart=max(apart, key=lambda each: each.mean, default=None))


def _coarsest(parts: Iterable[Certificate]) -> dict[str, int]:
    """The fewest points on an axis of several games, by actor."""
    fewest: dict[str, int] = {}
    for name, points in (item for each in parts for item in each.coarse_axes.items()):
        fewest[name] = min(points, fewest.get(name, points))
    return fewest


def finite(value: float) -> float | None:
    """The number, or None if it is not finite, which JSON cannot write."""
    return float(value) if math.isfinite(value) else None
