"""A report is exported from the folder of its run; what stands in the way is told exactly."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.service import exporting
from support.saved import PAGE, RESULT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "run"
    place.mkdir()
    (place / "result.json").write_text(json.dumps(RESULT), encoding="utf-8")
    (place / "report.html").write_text(PAGE, encoding="utf-8")
    return place


@pytest.mark.parametrize("name", ["report.docx", "report.pptx", "report.xlsx"])
def test_documents(folder: Path, tmp_path: Path, name: str) -> None:
    done = service.export_report(folder / "result.json", tmp_path / name)
    assert done.files == (str(tmp_path / name),)
    assert (tmp_path / name).read_bytes().startswith(b"PK")


def test_figures_as_files(folder: Path, tmp_path: Path) -> None:
    done = service.export_report(folder, tmp_path / "figures")
    assert {Path(file).name for file in done.files} == {
        f"{n}.{e}" for n in ("policies-0", "state-0") for e in ("svg", "png")
    }
    assert (tmp_path / "figures" / "state-0.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "figures" / "state-0.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser")
def test_pdf(folder: Path, tmp_path: Path) -> None:
    service.export_report(folder, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_what_changed_since_the_last_run_is_in_it(folder: Path, tmp_path: Path) -> None:
    import docx

    for number, verdict in ((2, "undecided"), (10, "fails")):
        before = {**RESULT, "claims": [{**RESULT["claims"][0], "verdict": verdict}]}
        (folder / f"earlier-{number}").mkdir()
        (folder / f"earlier-{number}" / "result.json").write_text(json.dumps(before), encoding="utf-8")
    service.export_report(folder, tmp_path / "report.docx")
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    assert "1 verdict changed (arms tell: fails → holds); 0 stayed as they were." in texts


def test_what_is_no_run(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(DetenteError, match="not the folder of a run"):
        service.export_report(tmp_path, tmp_path / "a.docx")
    (folder / "result.json").write_text('{"claims": []}', encoding="utf-8")
    with pytest.raises(DetenteError, match="no estimate; run the crisis again"):
        service.export_report(folder, tmp_path / "a.docx")
    (folder / "result.json").write_text("{", encoding="utf-8")
    with pytest.raises(DetenteError, match="is not JSON"):
        service.export_report(folder, tmp_path / "a.docx")


def test_an_ending_that_nothing_writes(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match=r"must end in \.pdf, \.docx, \.pptx, \.xlsx, or be a folder"):
        service.export_report(folder, tmp_path / "report.odt")


def test_a_library_that_is_missing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DetenteError, match=r"need openpyxl.*pip install 'detente\[documents\]'"):
        service.export_report(folder, tmp_path / "a.xlsx")


def test_no_browser(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting.shutil, "which", lambda _: None)
    with pytest.raises(DetenteError, match=r"none is installed.*apt install chromium"):
        service.export_report(folder, tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "changed", [{"claims": ["a"]}, {"claims": {}}, {"certificate": 1}, {"estimate": "soft"}, {"sections": [1]}]
)
def test_a_result_that_was_changed_by_hand_is_refused_or_printed(
    folder: Path, tmp_path: Path, changed: dict[str, object]
) -> None:
    result = json.loads((folder / "result.json").read_text())
    (folder / "result.json").write_text(json.dumps({**result, **changed}))
    with contextlib.suppress(DetenteError):  # and nothing else
        service.export_report(folder, tmp_path / "x.xlsx")


def test_a_page_that_is_no_text(folder: Path, tmp_path: Path) -> None:
    (folder / "report.html").write_bytes(b"\xff")
    for name in ("x.docx", "x.pdf"):
        with pytest.raises(DetenteError, match=r"report\.html is not UTF-8 text \(byte 0\)"):
            service.export_report(folder, tmp_path / name)


def test_a_forged_page_writes_nothing_outside_its_folder(folder: Path, tmp_path: Path) -> None:
    page = (folder / "report.html").read_text()
    (folder / "report.html").write_text(page.replace('<figure id="figure-', '<figure id="figure-../../forged-'))
    service.export_report(folder, tmp_path / "deep" / "figures")
    assert not list(tmp_path.rglob("forged*"))
