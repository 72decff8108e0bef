"""The tools as functions: the same numbers as from `service`, from a name, a path or a text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.mcp.desk import Request, RequestDesk, heard
from detente.mcp.progress import Reporter
from detente.scenario.library import TEMPLATE

TEXT = TEMPLATE.read_text(encoding="utf-8")
QUICK = {"plays": 400, "points": 9}
FEW = service.Options(num_plays=400, num_points=9)


def silent() -> Reporter:
    return Reporter(lambda *_: None, lambda: None)


@pytest.fixture
def desk(tmp_path: Path) -> RequestDesk:
    shutil.copy(TEMPLATE, tmp_path / "mine.yaml")
    return RequestDesk(tmp_path)


def test_the_folder_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="no folder"):
        RequestDesk(tmp_path / "nowhere")


def test_the_list_is_the_package_s(desk: RequestDesk) -> None:
    names = [crisis["name"] for crisis in desk.list_crises()["crises"]]
    assert names == [crisis.name for crisis in service.list_crises().crises]


def test_a_path_and_a_text_are_the_same_crisis(desk: RequestDesk) -> None:
    by_path, by_text = desk.check(Request("mine.yaml")), desk.check(Request(text=TEXT))
    assert by_path["ok"] is by_text["ok"] is True
    assert by_path["scenario_hash"] == by_text["scenario_hash"] == service.load(TEMPLATE).hash
    assert by_path["counts"]["claims"] == 4
    assert desk.show(Request(text=TEXT))["yaml"] == desk.show(Request("mine.yaml"))["yaml"]


def test_one_crisis_is_needed(desk: RequestDesk) -> None:
    for request in (Request(), Request("mine.yaml", TEXT)):
        with pytest.raises(DetenteError, match="either 'crisis'"):
            desk.check(request)


def test_mistakes_are_an_answer(desk: RequestDesk) -> None:
    wrong = TEXT.replace("calm: rest", "calm: rset").replace("numbers.burden: 0", "numbers.burdn: 0")
    found = desk.explain_mistakes(Request(text=wrong))
    assert (found["ok"], found["says"]) == (False, "2 mistakes.")
    assert found["mistakes"][1]["nearest"] == "burden"
    lines = [number for number, line in enumerate(wrong.splitlines(), start=1) if "rset" in line or "burdn" in line]
    assert [each["line"] for each in found["mistakes"]] == lines
    assert any("rset" in line for line in found["mistakes"][0]["excerpt"])
    assert desk.explain_mistakes(Request(text=TEXT))["mistakes"] == []
    (Path(desk.root) / "wrong.yaml").write_text(wrong, encoding="utf-8")
    by_path = desk.explain_mistakes(Request("wrong.yaml"))["mistakes"]
    assert [each["found"] for each in by_path] == [each["found"] for each in found["mistakes"]]


@pytest.mark.parametrize("content", [b"\xff\x00" * 100, b"x" * 5_000_000, b"x" * 1_000_001, b"", b"[" * 100_000])
def test_a_file_that_is_none_is_an_answer_and_is_not_read_whole(desk: RequestDesk, content: bytes) -> None:
    (Path(desk.root) / "wrong.yaml").write_bytes(content)
    found = desk.explain_mistakes(Request("wrong.yaml"))
    assert found["ok"] is False
    assert len(str(found)) < 10_000
    by_text = desk.explain_mistakes(Request(text=content.decode("latin-1")))
    assert by_text["ok"] is False
    assert len(str(by_text)) < 10_000


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "mine.yaml/../../x", "\0", "x" * 5000, "~root", "mine.yaml@HEAD", "file:///etc/passwd", ""],
    ids=lambda name: repr(name)[:20],
)
def test_no_name_leads_out_of_the_folder_or_to_a_traceback(desk: RequestDesk, name: str) -> None:
    with pytest.raises(DetenteError):
        desk.check(Request(name))


def test_verdicts_are_those_of_the_service(desk: RequestDesk) -> None:
    reply = desk.run(Request(text=TEXT, **QUICK), silent())  # type: ignore[arg-type]
    judged = service.claims(TEMPLATE, options=FEW)
    assert reply["claims"] == judged.table()
    assert (reply["seed"], reply["version"]) == (0, service.version())
    assert reply["scenario_hash"] == judged.origin.scenario_hash
    assert reply["certificate"]["grade"]
    changed = desk.run(Request("mine.yaml", numbers={"burden": 0.9}, **QUICK), silent())  # type: ignore[arg-type]
    assert changed["set"] == {"burden": 0.9}
    json.dumps(reply, allow_nan=False)


def test_a_play_is_told(desk: RequestDesk) -> None:
    request = Request(text=TEXT, **QUICK)  # type: ignore[arg-type]
    reply = desk.play(request, 3, "", silent(), has_record=True)
    told = service.story(TEMPLATE, play=3, options=FEW)
    (ours,), (known,) = reply["record"]["plays"], told.answer.to_json()["plays"]
    # How it is told again differs: a text has no place.
    assert {**ours, "command": ""} == {**known, "command": ""}
    assert "In this play the patron is" in reply["sentences"][0]
    assert "record" not in desk.play(request, 3, "", silent())


def test_why_a_claim_holds(desk: RequestDesk) -> None:
    reply = desk.explain_claim(Request("mine.yaml", **QUICK), "ground_moves", silent())  # type: ignore[arg-type]
    assert reply["says"]
    assert reply["tables"]
    with pytest.raises(DetenteError, match="did you mean 'ground_moves'"):
        desk.explain_claim(Request("mine.yaml"), "ground_move", silent())


def test_forecasts_read_events_of_the_folder_alone(desk: RequestDesk, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,happened\n2015-05,patron plays arm\n", encoding="utf-8")
    request = Request("mine.yaml", **QUICK)  # type: ignore[arg-type]
    reply = desk.forecast(request, "events.csv", None, silent(), has_record=True)
    known = service.forecast(TEMPLATE, tmp_path / "events.csv", options=FEW)
    assert reply["record"] == known.answer.to_json()
    with pytest.raises(DetenteError, match="outside the folder"):
        desk.forecast(request, "../events.csv", None, silent())


def test_warnings_are_gathered() -> None:
    told: list[str] = []
    with heard(told):
        service.loads(TEXT, numbers={"burden": 7.0})
    assert any("burden" in sentence for sentence in told)
