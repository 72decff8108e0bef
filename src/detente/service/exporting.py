"""A report in other forms: PDF, document, slides, workbook, or its figures; from a folder of a run, without solving."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError
from detente.files import check_writable, parse_json, read_regular, write_whole

if TYPE_CHECKING:
    from detente.report.documents.content import DocumentContent, SavedFigure

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Programs that print a page to PDF, all with the same options."""

FORMATS = (".pdf", ".docx", ".pptx", ".xlsx")
PRINT_SECONDS = 120


@dataclass(frozen=True)
class ExportedReport:
    """What was written of a report.

    Args:
        source: the folder of the run. files: what was written. num_figures: how many figures are in it.
    """

    source: str
    files: tuple[str, ...]
    num_figures: int

    def to_json(self) -> dict[str, Any]:
        return {"source": self.source, "files": list(self.files), "figures": self.num_figures}


def export_report(report: str | Path, to: str | Path) -> ExportedReport:
    """Write a report as `FILE.pdf`, `.docx`, `.pptx` or `.xlsx`, or its figures as SVG and PNG into a folder.

    Args:
        report: the folder of a run, or a file in it. to: the file, or the folder (a name without an ending).

    Raises:
        DetenteError: there is no such run, its result is one of an earlier version, the ending is none of these, or
            what writes the form is not installed.
        OSError: the file cannot be written.
    """
    folder, target = _find_run(Path(report)), Path(to)
    if target.suffix.lower() not in (*FORMATS, ""):
        raise DetenteError(f"to: {target} must end in {', '.join(FORMATS)}, or be a folder for the figures")
    if target.suffix.lower() == ".pdf":
        return _print(folder, target)
    page = _read_page(folder / "report.html")

    from detente.report.documents.content import find_figures

    figures = find_figures(page)
    if not target.suffix:
        return _write_figures(folder, target, figures)
    check_writable(target)
    result = _read_result(folder)
    with _refusing(folder / "result.json"):
        data = _write_document(target.suffix.lower(), _content(folder, result, figures), result, figures)
    return ExportedReport(str(folder), (str(write_whole(target, data)),), _count(target.suffix.lower(), figures))


def _count(suffix: str, figures: tuple[SavedFigure, ...]) -> int:
    return 0 if suffix == ".xlsx" else len(figures)


def _find_run(path: Path) -> Path:
    """The folder of a run.

    Raises:
        DetenteError: there is none.
    """
    folder = path if path.is_dir() else path.parent
    if not path.exists() or not (folder / "result.json").is_file():
        raise DetenteError(
            f"{path} is not the folder of a run: it has no result.json. `detente run` writes one, into out/SCENARIO."
        )
    return folder


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as error:
        raise DetenteError(f"{path} cannot be read: {error.strerror or error}") from None


def _read_page(path: Path) -> str:
    try:
        return _read(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DetenteError(f"{path} is not UTF-8 text (byte {error.start:,})") from None


def _read_result(folder: Path) -> dict[str, Any]:
    try:
        result = parse_json(_read(folder / "result.json"))
    except ValueError as error:
        raise DetenteError(f"{folder / 'result.json'} is not JSON: {error}") from None
    if not isinstance(result, dict):
        raise DetenteError(f"{folder / 'result.json'} is not the result of a run")
    return result


def _content(folder: Path, result: Mapping[str, Any], figures: tuple[SavedFigure, ...]) -> DocumentContent:
    from detente.report.documents.content import build_content

    return build_content(result, figures, _since(folder, result))


@contextmanager
def _refusing(result: Path) -> Iterator[None]:
    """A result that has not what runs write is refused, in words.

    Raises:
        DetenteError: it is such a one.
    """
    try:
        yield
    except KeyError as error:
        reason = f"it lacks {error}"
    except (TypeError, AttributeError, IndexError):
        reason = "it has something else than runs write"
    except ValueError as error:
        if isinstance(error, DetenteError):
            raise
        reason = str(error)
    else:
        return
    raise DetenteError(f"{result} cannot be printed: {reason}")


def _since(folder: Path, result: Mapping[str, Any]) -> dict[str, Any] | None:
    """What changed since the run before, whose files `detente run` has put into the last of the folders `earlier-N`."""
    from detente.analysis.since import compare_results, read_result
    from detente.report.estimate import describe_section
    from detente.report.parts.changes import show_changes

    numbers = [path.name.removeprefix("earlier-") for path in folder.glob("earlier-*")]
    last = max((int(number) for number in numbers if number.isdigit()), default=None)
    before = None if last is None else read_result(folder / f"earlier-{last}")
    if before is None or before.get("scenario") != result.get("scenario"):
        return None
    return describe_section(show_changes(compare_results(before, result)))


def _write_document(
    suffix: str, content: DocumentContent, result: Mapping[str, Any], figures: tuple[SavedFigure, ...]
) -> bytes:
    """A document as the bytes of a file.

    Raises:
        DetenteError: the library that writes it is not installed.
    """
    from detente.report.documents.slides import write_slides
    from detente.report.documents.word import write_word
    from detente.report.documents.workbook import write_workbook

    try:
        if suffix == ".xlsx":
            return write_workbook(content, result)
        write: Callable[[DocumentContent, Mapping[str, bytes]], bytes] = (
            write_word if suffix == ".docx" else write_slides
        )
        return write(content, _paint(figures))
    except ImportError as error:
        library = {".docx": "python-docx", ".pptx": "python-pptx", ".xlsx": "openpyxl"}[suffix]
        raise DetenteError(
            f"{suffix} files need {library}, which is not installed ({error}): pip install 'detente[documents]'"
        ) from None


def _paint(figures: tuple[SavedFigure, ...]) -> dict[str, bytes]:
    from detente.report.pictures import paint_pictures

    return paint_pictures({figure.id: figure.svg for figure in figures}) if figures else {}


def _write_figures(folder: Path, target: Path, figures: tuple[SavedFigure, ...]) -> ExportedReport:
    painted = _paint(figures)
    files = []
    for figure in figures:
        files.append(write_whole(target / f"{figure.id}.svg", figure.svg))
        files.append(write_whole(target / f"{figure.id}.png", painted[figure.id]))
    return ExportedReport(str(folder), tuple(map(str, files)), len(figures))


def _print(folder: Path, target: Path) -> ExportedReport:
    """The page as PDF, printed by a browser that is there.

    Raises:
        DetenteError: there is none, or it fails.
    """
    page = (folder / "report.html").resolve()
    num_figures = _read_page(page).count('<figure id="')
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise DetenteError(
            f"PDF files are printed by a browser, and none is installed ({', '.join(BROWSERS)}). Install one (on "
            f"Debian: apt install chromium), or open {page} in any browser and print it to a file."
        )
    check_writable(target)
    with tempfile.TemporaryDirectory() as place:
        printed = Path(place) / "report.pdf"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={place}/profile", f"--print-to-pdf={printed}", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PRINT_SECONDS)
        except subprocess.TimeoutExpired:
            raise DetenteError(f"{browser} did not print {page} within {PRINT_SECONDS} seconds") from None
        if not printed.is_file():
            last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            raise DetenteError(f"{browser} could not print {page} (exit code {done.returncode}): {last}")
        file = write_whole(target, printed.read_bytes())
    return ExportedReport(str(folder), (str(file),), num_figures)
