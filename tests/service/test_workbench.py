"""What a workbench asks of a crisis while somebody works on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente import service
from detente.analysis.signs import Indicators
from detente.scenario.library import TEMPLATE

OPTIONS = replace(service.QUICK, num_plays=400)
TEXTS = {"t.yaml": TEMPLATE.read_text(encoding="utf-8")}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))


def test_a_board_says_which_crisis_it_is_of_and_how_long_that_took() -> None:
    crisis = service.load_texts(TEXTS, "t", "t.yaml", numbers={"burden": 0.3})
    shown: list[Indicators] = []
    board = service.judge_live(crisis, options=OPTIONS, show=shown.append)
    assert board.origin.scenario_hash == crisis.hash
    assert board.origin.numbers == {"burden": 0.3}
    assert [each.verdict.id for each in board.claims] == [claim.id for claim in crisis.claims]
    assert board.seconds is not None
    assert board.seconds > 0
    assert [each.num_plays for each in shown] == [400]


def test_whoever_raises_in_the_progress_ends_the_work() -> None:
    class StoppedError(BaseException):
        pass

    def stop(*_: object) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        service.judge_live(service.load_texts(TEXTS, "t", "t.yaml"), options=OPTIONS, progress=stop)


def test_sliders_are_those_of_the_text() -> None:
    sliders = service.list_sliders(service.load_texts(TEXTS, "t", "t.yaml"))
    assert [each.name for each in sliders] == ["burden", "risk", "patron.cautious"]
