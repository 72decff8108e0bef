"""The principal branch of curves that are known."""

from __future__ import annotations

import numpy as np
import pytest

from detente.trees.branch import follow_branch, polish


class Fold:
    """F(z, t) = 3 t + z³ / 3 − z / 2 · … a curve that turns back twice before it arrives: t = z − sin(2 z) / …"""

    num_unknowns = 1

    def __init__(self) -> None:
        self.z = 0.0

    def defect(self, unknowns: np.ndarray, share: float) -> np.ndarray:
        self.z = float(unknowns[0])
        return np.array([10 * share - self.z - 2 * np.sin(self.z)])

    def push(self, direction: np.ndarray, push_share: float) -> np.ndarray:
        return np.array([10 * push_share - (1 + 2 * np.cos(self.z)) * direction[0]])

    def solve(self, row: np.ndarray, right: np.ndarray, length: float, accuracy: float) -> None:
        raise AssertionError("one unknown is solved by its matrix")


def test_turning_points_are_passed() -> None:
    """z + 2 sin z = 10 t turns where cos z = −1/2; the first point with t = 1 is the smallest root above the turns."""
    branch = follow_branch(Fold(), care=2.0, keeps_trace=True)
    assert branch.share == 1
    assert branch.num_turns == 2
    z = polish(Fold(), branch.unknowns, 1e-13)[0]
    assert z + 2 * np.sin(z) == pytest.approx(10, abs=1e-12)
    assert 4 * np.pi / 3 < z < 8 * np.pi / 3
    shares = [share for share, _ in branch.trace]
    assert min(np.diff(shares)) < 0
