"""The umpire's orders: they wait for the decision that they are about, can be taken back, and are over."""

from __future__ import annotations

import pytest

from detente.errors import UnknownNameError
from detente.table.moves import TableError
from support.tables import table_of


def test_an_override_waits_for_the_decision_that_has_the_act() -> None:
    table = table_of("hidden", {"moscow": "Ann", "minsk": "Cyd"})
    table.override("kyiv", "boast")
    table.override("minsk", "warn")
    while table.course.period == 0:
        table.advance()
        for seat in table.list_waited_for():
            table.act(seat, table.view(seat).menu[0].act)
    made = {moment.name: (moment.act, table.made(moment.number)) for moment in table.course.moments[:5]}
    # Kyiv answers first, as it likes, and then boasts as it was told to.
    assert made["answers"][1] is None
    assert made["boasts"][0] == "boast"
    assert made["boasts"][1].by == "umpire"  # type: ignore[union-attr]
    assert made["comments"][0] in ("warn", "")
    assert table.orders.overrides == ({} if made["comments"][0] else {"minsk": "warn"})
    with pytest.raises(UnknownNameError, match="kyiv has no act 'push'"):
        table.override("kyiv", "push")


def test_orders_are_taken_back() -> None:
    table = table_of("programme", {"washington": "Ann"})
    table.override("tehran", "build")
    table.inject("washington plays wait at 1")
    assert (table.umpire().overrides, table.umpire().injected) == (
        (("tehran", "build"),),
        ("washington plays wait at 1",),
    )
    table.withdraw("tehran")
    table.withdraw("washington plays wait at 1")
    assert table.umpire().overrides == table.umpire().injected == ()
    with pytest.raises(TableError, match=r"withdraw: 'tehran' is not ordered \(nothing\)"):
        table.withdraw("tehran")
    table.advance()
    assert table.list_waited_for() == ("washington",)
    assert table.made(0) is None
    again = table.again(table.entries, table.turn)
    assert [row.kind for row in again.log()[:4]] == ["override", "inject", "withdraw", "withdraw"]
    assert again.made(0) is None


def test_an_injected_move_is_over_with_its_date() -> None:
    table = table_of("programme", {"washington": "Ann"})
    table.inject("washington plays wait at 1")
    table.advance()
    assert table.course.period == 1
    assert table.umpire().injected == ()
