"""The records of many worlds: what counts, what matters, and what is the same for the same seed."""

from __future__ import annotations

import pandas as pd

from detente.analysis.explored import Exploration, Explored, ExploredClaim, Importance, Spread
from detente.analysis.options import Origin

CLAIM = ExploredClaim(
    "a", "A.", "P(x) > 0.5", True, "holds", 0.7, "depends on the numbers", 0.6, (0.5, 0.7),
    {"holds": 6, "fails": 4, "no occasion": 3, "no verdict": 2}, Spread(0.5, 0.1, 0.5, 0.9),
    (Importance("x", 0.4, 0.1, 0.5, 0.1, 0.2), Importance("y", 0.0, 0.1, 0.1, None, 0.2)), None,
)  # fmt: skip
EXPLORED = Explored((CLAIM,), 15, 100, 2, {"why": 2}, {"sound": 13}, {}, None, pd.DataFrame({"world": [0, 1]}))


def test_what_counts_and_what_matters() -> None:
    assert CLAIM.num_counted == 10
    assert [each.matters for each in CLAIM.drivers] == [True, False]
    written = EXPLORED.to_json()
    assert "rows" not in written
    assert written["claims"][0]["num_counted"] == 10
    assert list(EXPLORED.frame()["world"]) == [0, 1]


def test_times_and_places_are_no_result() -> None:
    origin = Origin("s", "S", None, "h", 0, "0", {"solve": 1.0})
    done = Exploration(origin, "", "detente explore s", EXPLORED, "out/s/worlds", 4, "page.html")
    assert set(done.to_json()) - set(done.to_result()) == {"seconds", "store", "found", "file"}
