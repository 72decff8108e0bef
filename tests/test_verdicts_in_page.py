"""Pages get their verdicts from a result, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "scripts" / "verdicts_in_page.py"
CLAIM = {
    "id": "rain",
    "quote": "It rains.",
    "statement": "P(rain) > 0.5",
    "verdict": "fails",
    "headline": "fails",
    "parts": [{"value": 0.25, "is_share": True, "sides": []}],
}


def write(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    (folder / "result.json").write_text(json.dumps({"claims": [CLAIM]}), encoding="utf-8")
    (folder / "page.md").write_text(page, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(folder / "result.json"), str(folder / "page.md")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    done = write(tmp_path, "Rain <!-- verdict rain -->holds<!-- end -->, sun\n\n<!-- all verdicts -->old<!-- end -->\n")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "Rain <!-- verdict rain --> fails (25 %) <!-- end -->, sun" in page
    assert "| `rain` | It rains. | `P(rain) > 0.5` | 25 % | fails |" in page
    assert "old" not in page


def test_arguments_are_counted_by_what_their_claims_show(tmp_path: Path) -> None:
    rows = (
        "| 1 | it rains | <!-- verdict rain --> <!-- end --> |\n| 2 | it snows | — |\n\n## Next\n| 3 | no row | — |\n"
    )
    write(tmp_path, f"<!-- count of arguments --> <!-- end -->\n\n{rows}")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert (
        "<!-- count of arguments --> Of 2 arguments 1 are in effect, 0 are weak, 1 are left out. <!-- end -->" in page
    )


def test_a_claim_that_was_not_judged_is_an_error(tmp_path: Path) -> None:
    done = write(tmp_path, "<!-- verdict snow -->holds<!-- end -->")
    assert (done.returncode, "snow" in done.stdout) == (1, True)
    assert "holds" in (tmp_path / "page.md").read_text(encoding="utf-8")
