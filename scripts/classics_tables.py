"""Writes the verdict tables and the list of docs/classics from the scenarios in src/detente/crises/classics.

python scripts/classics_tables.py [NAME …]      for example chain-store; without names all of them
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from detente import service
from detente.analysis.results import Judged
from detente.report.words import comparison_in_words
from detente.scenario import library, loading

PAGES = Path(__file__).resolve().parents[1] / "docs" / "classics"
OPENING = "<!-- verdicts: written by scripts/classics_tables.py from a run -->"
CLOSING = "<!-- end of the verdicts -->"


def classics() -> list[str]:
    """The names of the bundled classics, without the folder."""
    return [name.removeprefix("classics/") for name in library.bundled() if name.startswith("classics/")]


def table(judged: Judged) -> str:
    """The verdicts as a Markdown table."""
    lines = ["| claim | statement | number | verdict |", "|---|---|---|---|"]
    for claim in judged.claims:
        numbers = dict.fromkeys(number for part in claim.comparisons for number, _ in comparison_in_words(part))
        statement = claim.statement.replace("|", "\\|")
        lines.append(f"| `{claim.id}`: {claim.quote} | `{statement}` | {'; '.join(numbers)} | {claim.headline} |")
    return "\n".join(lines)


def with_table(page: str, verdicts: str) -> str:
    """The page with its verdicts replaced.

    Raises:
        ValueError: the page has no place for them.
    """
    parts = re.split(f"{re.escape(OPENING)}.*?{re.escape(CLOSING)}", page, flags=re.DOTALL)
    if len(parts) != 2:
        raise ValueError(f"the page needs once the lines {OPENING} and {CLOSING}")
    return f"{parts[0]}{OPENING}\n\n{verdicts}\n\n{CLOSING}{parts[1]}"


def listing() -> str:
    """The list of all classics."""
    lines = [
        "# Classics",
        "",
        "Published models as scenarios. Each claim is a result of the paper, so `detente run classics/NAME` tests",
        "Détente against the literature. In the papers players choose best responses exactly; in Détente they",
        "respond to payoffs with a finite precision λ. Every page explains what that changes.",
        "scripts/classics_tables.py writes this list.",
        "",
        "| command | model | source |",
        "|---|---|---|",
    ]
    for name in classics():
        scenario = loading.load(library.find(f"classics/{name}"))
        entries = scenario.document["sources"].values()
        papers = [f"{entry['author']} ({entry['published']})" for entry in entries if "published" in entry]
        title = f"[{scenario.title}]({name}.md)" if (PAGES / f"{name}.md").exists() else scenario.title
        lines.append(f"| `detente run classics/{name}` | {title} | {'; '.join(papers)} |")
    return "\n".join(lines) + "\n"


def main(names: list[str]) -> None:
    for name in names or classics():
        page = PAGES / f"{name}.md"
        judged = service.claims(f"classics/{name}")
        page.write_text(with_table(page.read_text(encoding="utf-8"), table(judged)), encoding="utf-8")
        print(name, *(f"{c.id}: {c.verdict}" for c in judged.claims), sep="\n  ")
    (PAGES / "README.md").write_text(listing(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
