"""The reference of the language has every key, as the models describe it."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "reference_tables.py"
PAGES = sorted((ROOT / "docs" / "reference").glob("*.md"))


def write(page: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), str(page)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_tables_are_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    current = runpy.run_path(str(SCRIPT))["written"](text)
    assert current == text, f"run python scripts/reference_tables.py {page.relative_to(ROOT)}"


def test_every_model_has_its_table() -> None:
    models = [name for name in runpy.run_path(str(SCRIPT))["models"]() if name.endswith("Keys")]
    tables = [name for page in PAGES for name in re.findall(r"<!-- keys (\w+) -->", page.read_text(encoding="utf-8"))]
    assert len(models) >= 16
    assert sorted(tables) == sorted(models)


def test_a_table_has_the_key_its_meaning_kind_default_and_example(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- keys CalendarKeys -->old<!-- end -->", encoding="utf-8")
    assert write(page).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "| `step` | Length of a period | week, month, quarter or year | month | `quarter` |" in text
    assert "old" not in text


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- keys Nothing -->kept<!-- end -->", encoding="utf-8")
    done = write(page)
    assert (done.returncode, "Nothing" in done.stdout) == (1, True)
    assert "kept" in page.read_text(encoding="utf-8")


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - {"language.md"} <= set(re.findall(r"\]\((\w+\.md)[#)]", index))
