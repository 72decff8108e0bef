"""What comes next, as shares of plays."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.readings import Readings
from detente.evidence.outlook import read_outlook
from detente.simulate.play import simulate
from support.dated import TEXT, solved


def test_shares_of_acts_and_levels() -> None:
    paths = simulate(solved(TEXT), 4_000, seed=2)
    rows = {(each.period, each.statement): each for each in read_outlook(paths, 10)}
    assert {period for period, _ in rows} == {10, 11}
    levels = [rows[11, f"front == {level}"].probability for level in ("retreat", "held", "advance")]
    assert sum(levels) == pytest.approx(1)
    front = Readings(paths).decode(11, 3)[paths.state[:, 11, -1], 0]
    assert levels == pytest.approx(np.bincount(front, minlength=3) / 4_000)
    arm = rows[10, "patron plays arm"]
    assert arm.interval[0] <= arm.probability <= arm.interval[1]
    acts = [rows[10, f"patron plays {act}"].probability for act in ("restrain", "withdraw", "arm")]
    assert sum(acts) == pytest.approx(1)
