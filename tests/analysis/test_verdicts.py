"""Claims of a crisis with their verdicts, cached and judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.analysis.results import Judged
from detente.scenario.library import TEMPLATE
from support.written import QUICK, written


@pytest.mark.parametrize(
    ("statement", "is_share"),
    [
        ("P(eventually front == advance) > 1/3", True),
        ("2 * P(eventually front == advance) > 1 - 0.2", True),
        ("P(patron plays arm) < P(patron plays arm) under cheap_sanctions + 0.05", True),
        ("P(patron plays arm) / P(patron plays withdraw) > 1", False),
        ("P(patron plays arm) * P(patron plays withdraw) > 1/4", False),
        ("value(patron) > P(patron plays arm)", False),
        ("E(front at 2015-08) > 1/3", False),
    ],
)
def test_a_probability_is_a_share_whatever_it_is_compared_with(statement: str, is_share: bool, tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").split("claims:   ")[0]
    text += f"claims:\n  - {{says: So., holds if: '{statement}'}}\n"
    (claim,) = service.claims(written(tmp_path, text), options=replace(QUICK, num_points=3, num_plays=500)).claims
    assert [part.is_share for part in claim.comparisons] == [is_share]


def test_a_claim_under_a_variant_is_on_top_of_the_run_s(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    both = "  both: {builds on: [trusted_patron, no_offensive]}\n"
    under = text.replace("under cheap_sanctions", "under no_offensive").replace(
        "rate(patron plays arm", "rate(patron plays withdraw"
    )
    named = text.replace("under cheap_sanctions", "under both").replace(
        "rate(patron plays arm", "rate(patron plays withdraw"
    )
    named = named.replace("  cheap_sanctions:\n", f"{both}  cheap_sanctions:\n")

    def sides(judged: Judged) -> list[float | None]:
        claim = next(claim for claim in judged.claims if claim.id == "sanctions_restrain")
        return [side.value for side in claim.comparisons[0].sides]

    on_top = service.claims(written(tmp_path, under), variant="trusted_patron", options=QUICK)
    composed = service.claims(written(tmp_path, named), variant="trusted_patron", options=QUICK)
    alone = service.claims(written(tmp_path, under), options=QUICK)
    assert sides(on_top) == sides(composed)
    assert sides(on_top)[0] != sides(alone)[0]
    claim = next(claim for claim in on_top.claims if claim.id == "sanctions_restrain")
    assert claim.note.endswith("under no_offensive, on top of trusted_patron")
    assert sides(service.claims(written(tmp_path, under), variant="trusted_patron", options=QUICK)) == sides(on_top)
