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


def side(value: float, difference: float, differs: bool) -> dict[str, object]:
    return {"value": value, "interval": [value - 0.005, value + 0.005], "difference": difference, "differs": differs}


LINES = [
    {
        "kind": "measure",
        "name": "rain",
        "is_share": True,
        "policies": {"base": side(0.3, 0, False), "dry": side(0.2, -0.1, True), "damp": side(0.295, -0.005, True)},
    },
    {
        "kind": "measure",
        "name": "mud",
        "is_share": False,
        "policies": {"base": side(2, 0, False), "dry": side(1, -1, True), "damp": side(1.9, -0.1, False)},
    },
    {"kind": "payoff", "name": "ann", "is_share": False, "policies": {}},
]


def write(folder: Path, page: str, *, compares: bool = True) -> subprocess.CompletedProcess[str]:
    (folder / "result.json").write_text(json.dumps({"claims": [CLAIM]}), encoding="utf-8")
    (folder / "compared.json").write_text(json.dumps({"lines": LINES}), encoding="utf-8")
    (folder / "page.md").write_text(page, encoding="utf-8")
    files = ["result.json", "page.md", *(["compared.json"] if compares else [])]
    command = [sys.executable, str(SCRIPT), *(str(folder / name) for name in files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    done = write(tmp_path, "Rain <!-- verdict rain -->holds<!-- end -->, sun\n\n<!-- all verdicts -->old<!-- end -->\n")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "Rain <!-- verdict rain --> fails (25 %) <!-- end -->, sun" in page
    assert "| `rain` | It rains. | `P(rain) > 0.5` | 25 % | fails |" in page
    assert "old" not in page


def test_arguments_are_counted_by_what_their_claims_show_and_what_moves(tmp_path: Path) -> None:
    rows = (
        "| 1 | it rains | <!-- verdict rain --> <!-- end --> <!-- moves dry --> <!-- end --> |\n"
        "| 2 | it snows | — |\n"
        "| 3 | it may be dry | <!-- moves dry --> <!-- end --> |\n"
        "| 4 | it may be damp | <!-- moves damp --> <!-- end --> |\n\n## Next\n| 5 | no row | — |\n"
    )
    write(tmp_path, f"<!-- count of arguments --> <!-- end -->\n\n{rows}")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert (
        "<!-- count of arguments --> Of 4 arguments 2 are in effect (1 by their claims, 1 more because something moves "
        "when they are switched off), 1 are weak, 1 are left out. <!-- end -->" in page
    )
    # Half a point is no hundredth of a share, and what differs by chance alone is nothing.
    assert "<!-- moves dry --> rain 30.0 % → 20.0 %; mud 2.000 → 1.000 <!-- end -->" in page
    assert "<!-- moves damp --> nothing moves <!-- end -->" in page


def test_a_claim_that_was_not_judged_is_an_error(tmp_path: Path) -> None:
    done = write(tmp_path, "<!-- verdict snow -->holds<!-- end -->")
    assert (done.returncode, "snow" in done.stdout) == (1, True)
    assert "holds" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_a_variant_that_was_not_compared_is_an_error(tmp_path: Path) -> None:
    done = write(tmp_path, "<!-- moves wet -->as before<!-- end -->")
    assert (done.returncode, "wet" in done.stdout) == (1, True)
    assert write(tmp_path, "<!-- moves dry -->as before<!-- end -->", compares=False).returncode == 1
    assert "as before" in (tmp_path / "page.md").read_text(encoding="utf-8")
