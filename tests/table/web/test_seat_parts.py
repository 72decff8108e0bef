"""What is read from the form of a move."""

from __future__ import annotations

import pytest

from detente.table.records import Foreseeable
from detente.table.web.seat_parts import stated_expectations

OWL = Foreseeable("owl", "The owl", (("owl plays hoot", "hoot"), ("owl plays soothe", "soothe")))
CAT = Foreseeable("cat", "The cat", (("cat plays leap", "leap"), ("cat plays sit", "sit"), ("cat plays nap", "nap")))


def test_weights_are_shares_of_what_one_actor_does() -> None:
    sent = {"expected-0": "stated", "expected-0-0": "30", "expected-0-1": "10", "expected-1": "", "expected-1-0": "50"}
    assert stated_expectations(sent, (OWL, CAT)) == {"owl plays hoot": 0.75, "owl plays soothe": 0.25}


def test_each_actor_is_a_question_of_its_own() -> None:
    sent = {f"expected-{actor}-{act}": "20" for actor in range(2) for act in range(3)}
    sent |= {"expected-0": "stated", "expected-1": "stated"}
    stated = stated_expectations(sent, (OWL, CAT))
    assert stated is not None
    assert [stated[event] for event, _ in OWL.events] == [0.5, 0.5]
    assert sum(stated[event] for event, _ in CAT.events) == pytest.approx(1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"expected-0-0": "30"},
        {"expected-0": "stated"},
        {"expected-0": "stated", "expected-0-0": "0", "expected-0-1": "0"},
        {"expected-0": "stated", "expected-0-0": "nan", "expected-0-1": "-5"},
        {"expected-0": "stated", "expected-0-0": "١", "expected-0-1": "1e9"},
    ],
)
def test_what_is_not_stated_and_what_no_slider_sends(sent: dict[str, str]) -> None:
    assert stated_expectations(sent, (OWL, CAT)) is None


def test_a_program_cannot_weigh_more_than_a_slider() -> None:
    sent = {"expected-0": "stated", "expected-0-0": "100000", "expected-0-1": "100"}
    assert stated_expectations(sent, (OWL,)) == {"owl plays hoot": 0.5, "owl plays soothe": 0.5}
