"""Numbers tried at both ends of their ranges, as many as the budget allows."""

from __future__ import annotations

import pytest

from detente.analysis.checkups import numbers as module
from detente.analysis.checkups.numbers import Numbers
from detente.analysis.options import Options
from detente.scenario.loading import loads, read_tree
from detente.scenario.tree import Table
from detente.service.setting_up import build_workbench, quiet

TEXT = """
crisis: A price
calendar: {rounds: 2}
state: {front: {scale: [held, lost], starts: held}}
numbers:
  price: {range: [0.1, 2], why: matters}
  hidden: {range: [0, 3], why: read where nothing is paid}
  there: {range: [0, 3], why: matters in a variant only}
actors:
  red: {wants: {x: 0.5 * front}}
each round:
  - red moves: {wait: {}, push: {costs: price + 0 * hidden, then: front = lost}, pay: {costs: 40 + 0 * there}}
variants:
  bare: {says: Paying costs as much as there is., stages.moves.pay.costs: there}
claims:
  - says: So.
    holds if: rate(red plays pay) < rate(red plays pay) under bare
"""


def found(budget: float | None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    if budget is not None:
        monkeypatch.setattr(module, "BUDGET", budget)
    bench = build_workbench(loads(TEXT), None, Options(num_plays=1_000, has_grid_error=False), quiet)
    written = read_tree(bench.base).entries["numbers"]
    assert isinstance(written, Table)
    numbers = Numbers(bench)
    return [each.subject for each in numbers.find_dead(written.keys)], numbers.left_out


def test_a_number_that_matters_under_a_variant_is_not_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(None, monkeypatch) == (["numbers.hidden"], [])


def test_what_is_not_tried_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    dead, (left_out,) = found(0.0, monkeypatch)
    assert dead == []
    assert left_out.startswith("3 of 3 uncertain numbers were not tried")
