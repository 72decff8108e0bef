"""What the umpire sees: everything, in the play and before it is shown to others."""

from __future__ import annotations

import math

import pytest

from support.tables import table_of


def test_the_umpire_sees_types_policies_and_what_is_given() -> None:
    table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"}, types={"moscow": "hard", "kyiv": "weak"})
    table.advance()
    while len(table.list_waited_for()) < 2:
        table.act(table.list_waited_for()[0], table.view(table.list_waited_for()[0]).menu[0].act)
        table.advance()
    table.act("moscow", "feint")
    seen = table.umpire()
    assert seen.types == (("Moscow", "hard"), ("Kyiv", "weak"))
    assert {each.actor: each.given for each in seen.pending} == {"moscow": "feint", "kyiv": None}
    for each in seen.pending:
        assert sum(act.probability for act in each.policy) == pytest.approx(1)
    assert [view.seat for view in seen.views] == ["moscow", "kyiv"]


def test_policies_are_those_of_the_true_type() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "cold"})
    table.act("proxy", "provoke")
    (pending,) = table.umpire().pending
    policy = {each.act: each.probability for each in pending.policy}
    assert policy["rescue"] == pytest.approx(1 / (1 + math.exp(10)), rel=1e-4)


def test_what_was_hidden_is_in_the_umpires_history() -> None:
    table = table_of("programme", {"washington": "Ann"})
    table.override("tehran", "build")
    table.advance()
    assert "build" in table.umpire().history[0].words
    assert "build" not in table.view("washington").history[0].words
