"""What documents print comes from the stored result and the figures of its page."""

from __future__ import annotations

import pytest

from detente.report.documents.content import build_content, find_figures
from support.saved import PAGE, RESULT


def test_figures_of_a_page() -> None:
    first, second = find_figures(PAGE)
    assert (first.id, first.title, first.says, second.id) == ("policies-0", "policies-0 & more", "It moves.", "state-0")
    assert first.svg.startswith("<svg ")
    assert first.svg.endswith("</svg>")


def test_sections_come_in_the_order_of_the_report_with_their_figures() -> None:
    content = build_content(RESULT, find_figures(PAGE), None)
    assert [(section.place, section.title) for section in content.sections] == [
        ("What each side could do", "Policies compared"),
        ("How it plays", "Figures"),
        ("What else was asked", "Odd"),
    ]
    assert [figure.id for figure in content.sections[0].figures] == ["policies-0"]
    assert [figure.id for figure in content.sections[1].figures] == ["state-0"]


def test_claims_with_their_numbers_and_sections() -> None:
    (claim,) = build_content(RESULT, (), None).claims
    assert (claim.says, claim.section, claim.verdict) == (("62 % (60 % … 64 %)",), "The Start", "holds")


def test_how_to_get_it_again() -> None:
    assert ("Command", "detente run made --seed 3") in build_content(RESULT, (), None).origin


def test_what_changed_is_one_more_section() -> None:
    since = {"id": "since", "title": "Since the last run", "place": "changed", "lead": "Nothing."}
    assert build_content(RESULT, (), since).sections[0].title == "Since the last run"


def test_a_result_of_an_earlier_version() -> None:
    with pytest.raises(ValueError, match="no estimate"):
        build_content({"claims": []}, (), None)
