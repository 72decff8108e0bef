"""The ledger as rows of text."""

from __future__ import annotations

from detente.analysis.results import Tables
from detente.report.ledger_words import describe_ledger

SPEAKER = {"owner": "moscow", "decision": "answers", "speaker": "moscow"}
SAID = {
    **SPEAKER,
    "act": "deny_it",
    "text": "not moscow is revisionist",
    "type": "",
    "plays": 0.6,
    "times": 1.126,
    "true": 0.925,
    "believed_before": 0.5,
    "believed_after": 0.75,
    "found_out": None,
    "half_by": None,
}
PROMISED = {
    **SPEAKER,
    "act": "pledge",
    "text": "moscow plays withdraw",
    "type": "defender",
    "plays": 0.25,
    "times": 0.5,
    "due": 0.0,
    "kept": None,
    "broken": 0.125,
    "half_by": "2015-08",
}


def test_every_act_has_a_table_with_a_row_for_every_speaker_and_type() -> None:
    other = {**SAID, "type": "revisionist", "plays": 0.0, "true": None, "believed_before": None, "believed_after": None}
    said, promised = describe_ledger(Tables((), (), (), (), (SAID, other), (PROMISED,)))
    assert said.title == "moscow answers: “deny it” says: not moscow is revisionist"
    assert said.headings == ("Said by", "In plays", "Times", "True", "Believed", "Lies found out", "Half by")
    assert said.rows == (
        ("moscow", "60 %", "1.13", "92.5 %", "50 % → 75 %", "—", "—"),
        ("moscow, revisionist", "0 %", "1.13", "—", "—", "—", "—"),
    )
    assert promised.title == "moscow answers: “pledge” promises: moscow plays withdraw"
    assert promised.rows == (("moscow, defender", "25 %", "0.50", "0.00", "—", "12.5 %", "2015-08"),)


def test_where_nothing_can_be_said_there_is_nothing() -> None:
    assert describe_ledger(Tables((), (), (), ())) == []
