"""What happened in sentences."""

from __future__ import annotations

from support.tables import table_of


def test_changes_and_what_does_not_come_up() -> None:
    told: set[str] = set()
    for seed in range(12):
        table = table_of("hidden", {"kyiv": "Ann"}, seed)
        table.advance()
        while not table.ended:
            menu = [each.act for each in table.view("kyiv").menu]
            table.act("kyiv", "give" if "give" in menu else menu[-1])
            table.advance()
        told |= {each.words for each in table.view("kyiv").history}
    assert "Minsk comments: the decision does not come up." in told
    assert "Minsk comments: quiet." in told
    assert "Kyiv answers: give. Line: middle → low." in told
    assert {"Moscow prepares, unseen by the others. Found.", "Moscow prepares, unseen by the others. Nothing."} <= told
    assert "Kyiv boasts: boast." in told
