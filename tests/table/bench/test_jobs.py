"""What is done beside the desk: each job is plain data, and another process can do it."""

from __future__ import annotations

import pickle
from typing import Any

from detente import service
from detente.scenario.library import TEMPLATE
from detente.service.repeating import python_call
from detente.table.bench.jobs import (
    Judging,
    Sheet,
    SheetQuestion,
    answer_question,
    check_sheet,
    judge_sheet,
)

SHEET = Sheet({"t.yaml": TEMPLATE.read_text(encoding="utf-8")}, "t", "t.yaml")


def unheard(kind: str, content: Any) -> None: ...


def test_what_a_page_shows_of_a_text() -> None:
    found = check_sheet(SHEET, unheard)
    assert [line.id for line in found.claims] == ["arms_tell", "ground_moves", "sanctions_restrain", "patience_pays"]
    assert found.actors == (("patron", "The patron"), ("neighbour", "The neighbour"))
    assert found.dates[0] == "2015-05"
    assert len(found.dates) == 12
    assert [slider.name for slider in found.sliders] == ["burden", "risk", "patron.cautious"]
    assert found.picture.startswith("<svg ")
    assert len(found.in_words) == 3
    assert found.checked.origin.scenario_hash == SHEET.load().hash


def test_sliders_stay_those_of_the_file_whatever_is_set() -> None:
    moved = Sheet(SHEET.texts, "t", "t.yaml", numbers={"burden": 0.3})
    assert check_sheet(moved, unheard).sliders == check_sheet(SHEET, unheard).sliders


def test_jobs_and_what_they_bring_can_be_sent() -> None:
    jobs = (SHEET, Judging(SHEET, service.QUICK), SheetQuestion(SHEET, service.QUICK, python_call, "explain", "a"))
    assert pickle.loads(pickle.dumps(jobs)) == jobs
    for work in (check_sheet, judge_sheet, answer_question):
        assert pickle.loads(pickle.dumps(work)) is work
    assert pickle.loads(pickle.dumps(check_sheet(SHEET, unheard))).dates == check_sheet(SHEET, unheard).dates
