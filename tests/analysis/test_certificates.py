"""One certificate for several games, and certificates for programs."""

from __future__ import annotations

import json
import math
from dataclasses import replace

from detente.analysis.certificates import certificate_to_json, finite, join_certificates
from detente.solve.certificate import (
    Certificate,
    ClaimChange,
    PlayedOut,
    Refinement,
    Regret,
    UnsolvedNode,
    UnsolvedReach,
    ValueChange,
    ValueGap,
)


def node(residual: float) -> UnsolvedNode:
    return UnsolvedNode("2015-05", "patron", "decides", "front = held", "patron is hungry 50 %", residual)


FIRST = Certificate(
    1e-3, 0.02, 100, 2, (node(1e-3), node(1e-4)), num_unstable=1, unsolved_reach=UnsolvedReach(0.1, 1_000)
)
SECOND = Certificate(
    2e-3,
    0.01,
    300,
    3,
    (node(2e-3), node(5e-4), node(3e-4), node(2e-4)),
    regrets=(Regret("patron", "hungry", 0.25), Regret("patron", "cautious", 0.5)),
    num_unstable=4,
    unsolved_reach=UnsolvedReach(0.3, 1_000),
)


def test_several_games_have_the_worst_residual_and_all_nodes() -> None:
    joint = join_certificates({"base": FIRST, "other": SECOND})
    assert (joint.max_residual, joint.num_nodes, joint.num_unsolved, joint.unsolved_share) == (2e-3, 400, 5, 5 / 400)
    assert [each.residual for each in joint.worst] == [2e-3, 1e-3, 5e-4, 3e-4, 2e-4]
    assert (joint.num_unstable, joint.max_regret) == (5, 0.5)
    assert joint.unsolved_reach == UnsolvedReach(0.3, 1_000)


def test_one_game_and_none() -> None:
    assert join_certificates({"base": SECOND}) == SECOND
    assert join_certificates({}) == Certificate(0.0, 0.0, 0, 0)


def test_programs_get_what_follows_from_the_numbers() -> None:
    refinement = Refinement(
        {"patron": 17},
        (ValueChange("patron", "hungry", 1.0, 1.25), ValueChange("patron", "cautious", 1.0, 0.5)),
        (ClaimChange("c", "P(x) > 0.5", True, 0.5, None, "holds", "undecided"),),
    )
    played_out = PlayedOut(0.02, 0.01, 0.005, 12, 4_000, ValueGap("patron", None, 1.0, -0.125, 0.1))
    record = certificate_to_json(Certificate(1e-9, 0.0, 10, 0, refinement=refinement, played_out=played_out))
    assert json.loads(json.dumps(record, allow_nan=False)) is not None
    assert (record["grid_error"], record["max_regret"], record["played_out_gap"]) == (0.5, None, 0.02)
    assert record["value_gap"] == 0.125
    assert [value["change"] for value in record["refinement"]["values"]] == [0.25, -0.5]
    assert record["refinement"]["claims"][0]["change"] is None


def test_json_has_no_numbers_that_are_none() -> None:
    assert (finite(math.inf), finite(math.nan), finite(2.0)) == (None, None, 2.0)
    assert certificate_to_json(Certificate(math.inf, 1.0, 1, 1))["max_residual"] is None
    assert "by_variant" not in certificate_to_json(FIRST)
    assert set(certificate_to_json(FIRST, {"base": FIRST})["by_variant"]) == {"base"}


def test_the_coarsest_axes_of_several_games_are_kept() -> None:
    one, other = (replace(FIRST, coarse_axes=axes) for axes in ({"patron": 5, "rival": 3}, {"patron": 7}))
    for certificates in ({"base": one, "other": other}, {"base": other, "other": one}):
        assert join_certificates(certificates).coarse_axes == {"patron": 5, "rival": 3}
