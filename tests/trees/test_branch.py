"""The principal branch of curves that are known."""

from __future__ import annotations

import numpy as np
import pytest

from detente.trees.branch import follow_branch, polish


class Fold:
    """F(z, t) = 10 t − z − 2 sin z: a curve that turns back."""

    num_unknowns = 1

    def __init__(self) -> None:
        self.z = 0.0

    def defect(self, unknowns: np.ndarray, share: float) -> np.ndarray:
        self.z = float(unknowns[0])
        return np.array([10 * share - self.z - 2 * np.sin(self.z)])

    def push(self, direction: np.ndarray, push_share: float) -> np.ndarray:
        return np.array([10 * push_share - (1 + 2 * np.cos(self.z)) * direction[0]])

    def solve(self, row: np.ndarray, right: np.ndarray, length: float, accuracy: float) -> None:  # noqa: ARG002
        raise AssertionError("one unknown is solved by its matrix")


def test_turning_points_are_passed() -> None:
    """10 t = z + 2 sin z turns at z = 2 π / 3 and 4 π / 3; above them it rises to t = 1 at a root before 8 π / 3."""
    branch = follow_branch(Fold(), care=2.0, keeps_trace=True)
    assert branch.share == 1
    assert branch.num_turns == 2
    z = polish(Fold(), branch.unknowns, 1e-13)[0]
    assert z + 2 * np.sin(z) == pytest.approx(10, abs=1e-12)
    assert 4 * np.pi / 3 < z < 8 * np.pi / 3
    shares = [share for share, _ in branch.trace]
    assert min(np.diff(shares)) < 0
