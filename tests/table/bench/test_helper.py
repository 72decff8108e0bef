"""A process that does one job at a time, and leaves it for a newer one."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import Any

import pytest

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.scenario.positions import Where
from detente.table.bench.helper import DONE, ENDED, FAILED, Helper, News, Report

SECONDS = 120.0
"""Far more than a process takes to start on a busy machine."""


def double(job: Any, report: Report) -> Any:
    """Twice a number; words make it do something else."""
    if job == "wait":
        report("begun", None)
        for _ in range(int(SECONDS * 100)):
            time.sleep(0.01)
            report("waiting", None)
    if job == "refuse":
        raise DetenteError("so it is")
    if job == "mistake":
        raise ScenarioError([Mistake(Where("a.yaml", 3, 1, "state"), "no such level")])
    if job == "fault":
        raise ZeroDivisionError
    if job == "end":
        raise SystemExit(9)
    return 2 * job


@pytest.fixture
def heard() -> Iterator[tuple[Helper, queue.Queue[News]]]:
    news: queue.Queue[News] = queue.Queue()
    helper = Helper(double, news.put)
    yield helper, news
    helper.close()


def next_of(news: queue.Queue[News], *kinds: str) -> News:
    until = time.monotonic() + SECONDS
    while True:
        found = news.get(timeout=max(0.0, until - time.monotonic()))
        if found.kind in kinds:
            return found


def test_jobs_are_done_in_turn(heard: tuple[Helper, queue.Queue[News]]) -> None:
    helper, news = heard
    helper.do(4)
    assert next_of(news, DONE).content == 8
    assert helper.do(5) == 2
    assert next_of(news, DONE) == News(2, DONE, 10)


def test_a_newer_job_ends_the_one_under_way(heard: tuple[Helper, queue.Queue[News]]) -> None:
    helper, news = heard
    helper.do("wait")
    next_of(news, "begun")
    begun = time.monotonic()
    number = helper.do(21)
    found = next_of(news, DONE)
    assert (found.number, found.content) == (number, 42)
    # The job that waits would have gone on for two minutes.
    assert time.monotonic() - begun < SECONDS / 4


def test_helpers_one_after_another_do_not_hear_each_other_s_news() -> None:
    """A pipe gets the number of the last one that was closed, which nobody may read any more."""
    for _ in range(10):
        news: queue.Queue[News] = queue.Queue()
        helper = Helper(double, news.put)
        helper.do("wait")
        next_of(news, "begun")
        helper.close()


def test_a_job_that_is_given_up_tells_nothing_more(heard: tuple[Helper, queue.Queue[News]]) -> None:
    helper, news = heard
    helper.do("wait")
    next_of(news, "begun")
    helper.stop()
    helper.do(1)
    assert next_of(news, DONE).content == 2
    assert all(each.number == helper.number for each in list(news.queue))


def test_what_is_wrong_is_told_with_its_place(heard: tuple[Helper, queue.Queue[News]]) -> None:
    helper, news = heard
    helper.do("refuse")
    assert next_of(news, FAILED).content.message == "so it is"
    helper.do("mistake")
    (mistake,) = next_of(news, FAILED).content.mistakes
    assert (mistake.where.line, mistake.message) == (3, "no such level")
    helper.do("fault")
    assert "ZeroDivisionError" in next_of(news, FAILED).content.message
    helper.do(3)
    assert next_of(news, DONE).content == 6


def test_a_process_that_ends_is_told_and_replaced(heard: tuple[Helper, queue.Queue[News]]) -> None:
    helper, news = heard
    helper.do("end")
    assert next_of(news, ENDED).number == helper.number
    helper.do(7)
    assert next_of(news, DONE).content == 14
