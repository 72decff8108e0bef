"""Write `llms.txt`, a map of the documents for readers that are programs, from the documents themselves.

    python scripts/llms.py [--check]

Every page has a line: its heading, its place, and its first sentence. With --check nothing is written, and the exit
status is 1 if the file is not current. The site has the same file with the addresses of its own pages.
"""

from __future__ import annotations

import sys
import tomllib

from pages import ROOT, write_or_check
from site_structure import PARTS, summary_of, title_of

FILE = ROOT / "llms.txt"

NOTES = """Détente is a Python package. A crisis is one YAML file: actors with private types, a calendar,
a public state, moves, payoffs, uncertain numbers and claims. `detente check FILE` reports every mistake with its line;
`detente run FILE` solves the crisis as a dynamic game of incomplete information, plays it, and judges every claim;
`detente mcp` serves the same as tools of the Model Context Protocol. Détente calls no language model."""

OPTIONAL = ("Contributing", "Decisions")
"""Parts that a reader in a hurry can leave out."""


def place_of(page: str, as_site: bool) -> str:
    """Where a page is: in the repository, or on the site."""
    if not as_site:
        return f"docs/{page}"
    folder, _, name = page.rpartition("/")
    name = "index.html" if name == "README.md" else name.removesuffix(".md") + ".html"
    return f"{folder}/{name}" if folder else name


def llms_text(*, as_site: bool = False) -> str:
    """The file as text."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = ["# Détente", "", f"> {project['description']}", "", *NOTES.splitlines()]
    for part in sorted(PARTS, key=lambda part: part.title in OPTIONAL):
        pages = list(part.pages())
        if not pages:
            continue
        lines += ["", f"## {'Optional: ' if part.title in OPTIONAL else ''}{part.title}", ""]
        for page in pages:
            summary = summary_of(page)
            lines.append(f"- [{title_of(page)}]({place_of(page, as_site)}){f': {summary}' if summary else ''}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Exit status: 1 if the file was to be checked and is not current."""
    return write_or_check(FILE, llms_text(), is_check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
