"""The order of the documents: what the site's navigation and `llms.txt` share.

Pages that are named come in their order; all others of the folder follow by name, so that a new page needs no entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pages import ROOT

DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Part:
    """A part of the documents.

    Args:
        first: its first pages in order, as paths in docs. folder: whose other pages follow, by name; "" for none.
    """

    title: str
    first: tuple[str, ...] = ()
    folder: str = ""

    def pages(self) -> Iterator[str]:
        """Its pages, as paths in docs."""
        yield from self.first
        if self.folder:
            for path in sorted((DOCS / self.folder).glob("*.md")):
                if (page := path.relative_to(DOCS).as_posix()) not in self.first:
                    yield page


_HOW_TO = "proxy deadline secret-programme mediator policy evidence classroom assistant reports what-turns-a-verdict"
_REFERENCE = "language state actors months claims events variants expressions"

PARTS = (
    Part("Start", ("index.md", "start.md")),
    Part("Tutorial", ("tutorial/first-crisis.md", "tutorial/from-an-article.md"), "tutorial"),
    Part("How to", tuple(f"how-to/{name}.md" for name in _HOW_TO.split()), "how-to"),
    Part("Gallery", ("crises/README.md",), "crises"),
    Part("Classics", ("classics/README.md",), "classics"),
    Part("Theory", ("theory/symbols.md", "theory/solution.md", "theory/certificate.md"), "theory"),
    Part("Reference", tuple(f"reference/{name}.md" for name in _REFERENCE.split()), "reference"),
    Part("Python", ("api/README.md",), "api"),
    Part("Coming from", (), "coming-from"),
    Part("Honest limits", ("limits.md",)),
    Part("Contributing", ("contributing/README.md",), "contributing"),
    Part("Decisions", (), "decisions"),
)
"""In the order of the navigation."""


def title_of(page: str) -> str:
    """The first heading of a page.

    Raises:
        ValueError: it has none.
    """
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").strip()
    raise ValueError(f"docs/{page} has no heading")


def summary_of(page: str) -> str:
    """The first sentence of a page that is prose, without its marks; "" if there is none."""
    text = (DOCS / page).read_text(encoding="utf-8")
    text = re.sub(r"```.*?```|<!--.*?-->", "", text, flags=re.DOTALL)
    for paragraph in re.split(r"\n\s*\n", text):
        words = " ".join(paragraph.split())
        if words and not re.match(r"[#|>\-!<\[*]|\d+\. |    ", paragraph.lstrip("\n")):
            plain = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", words)
            return re.split(r"(?<=[.?!:]) ", plain, maxsplit=1)[0].rstrip(":")
    return ""
