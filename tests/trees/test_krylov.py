"""GMRES: the solution of the matrix."""

from __future__ import annotations

import numpy as np
import pytest

from detente.trees.exact import TreeCurve
from detente.trees.plans import make_plan
from support.game_files import random_game


def test_it_solves_what_the_matrix_solves() -> None:
    game = random_game(2, depth=6)
    curve = TreeCurve(game, make_plan(game))
    size, random = curve.num_unknowns, np.random.default_rng(1)
    curve.defect(random.normal(size=size), 0.9)
    row, right = random.normal(size=size + 1), random.normal(size=size + 1)
    matrix = np.zeros((size + 1, size + 1))
    for column, unit in enumerate(np.eye(size + 1)):
        matrix[:size, column] = curve.push(unit[:size], unit[size] / 2.5)
    matrix[size] = row
    found = curve.solve(row, right, 2.5, 1e-10)
    assert found is not None
    assert found == pytest.approx(np.linalg.solve(matrix, right), abs=1e-7)


def test_what_has_no_solution_is_not_found() -> None:
    game = random_game(2)
    curve = TreeCurve(game, make_plan(game))
    curve.defect(np.zeros(curve.num_unknowns), 0.9)
    nothing = np.zeros(curve.num_unknowns + 1)
    assert curve.solve(nothing, np.append(nothing[:-1], 1.0), 1.0, 1e-6) is None
