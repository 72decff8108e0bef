"""Mistakes as data: every hint that a message gives is read back from it."""

from __future__ import annotations

import pytest

from detente import service
from detente.errors import ADVICE_KINDS, Advice, DetenteError, ScenarioError, UnsolvedError
from detente.mcp.replies import WORDINGS, failure_reply, mistake_reply
from detente.scenario.library import TEMPLATE

TEXT = TEMPLATE.read_text(encoding="utf-8")


def mistakes(text: str) -> list[dict[str, object]]:
    with pytest.raises(ScenarioError) as caught:
        service.check_texts({"text": text}, "text")
    return failure_reply(caught.value, text.splitlines())["mistakes"]  # type: ignore[no-any-return]


def test_line_field_found_allowed_and_nearest() -> None:
    wrong = TEXT.replace("ground: appetite * (front - held)", "ground: apetite * (front - held)")
    (mistake,) = mistakes(wrong)
    line = next(number for number, text in enumerate(wrong.splitlines(), start=1) if "apetite" in text)
    assert (mistake["line"], mistake["field"]) == (line, "actors.patron.wants.ground")
    assert mistake["found"] == "ground: apetite * (front - held)"
    assert mistake["nearest"] == "appetite"
    allowed = mistake["allowed"]
    assert isinstance(allowed, dict)
    assert any("front" in names for names in allowed.values())


def test_an_unknown_key_says_which_are_allowed() -> None:
    (mistake,) = mistakes(TEXT.replace("patience: 0.95 ", "patiense: 0.95 "))
    assert mistake["nearest"] == "patience"
    assert isinstance(mistake["allowed"], dict)
    assert "patience" in mistake["allowed"]["allowed"]


def test_a_mistake_without_hints_has_none() -> None:
    (mistake,) = mistakes(TEXT.replace("prior: 0.6,", "prior: 0.7,"))
    assert mistake["allowed"] == {}
    assert mistake["nearest"] is None
    assert "1.1" in str(mistake["message"])


def test_a_place_beyond_the_text_shows_nothing() -> None:
    with pytest.raises(ScenarioError) as caught:
        service.check_texts({"text": "crisis: A\n"}, "text")
    assert {mistake_reply(each, ())["found"] for each in caught.value.mistakes} == {None}


def test_advice_is_worded_in_arguments_of_tools() -> None:
    assert set(WORDINGS) == set(ADVICE_KINDS)
    error = UnsolvedError("No.", advice=[Advice("other_points", "moscow", 9), Advice("allow_unsolved")])
    assert "points; now moscow: 9" in failure_reply(error)["error"]
    assert failure_reply(DetenteError("No.")) == {"error": "No.", "mistakes": []}
    assert failure_reply(OSError(2, "missing", "a.csv")) == {"error": "a.csv: missing.", "mistakes": []}
