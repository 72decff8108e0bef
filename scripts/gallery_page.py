"""Write docs/crises/README.md, the gallery, from the pages of the bundled crises.

    python scripts/gallery_page.py [--check]

A page of docs/crises has a heading, a first paragraph and perhaps a picture; the gallery shows all three. With --check
nothing is written, and the exit status is 1 if the page is not current.
"""

from __future__ import annotations

import re
import sys

from pages import write_or_check
from site_structure import DOCS, summary_of, title_of

PAGE = DOCS / "crises" / "README.md"

HEAD = """# Gallery

The crises that come with Détente, each with its sources, what is in the model, and what comes out.
`detente list` has them too, with the size of each and how long a run takes. Textbook games are among the
[classics](../classics/README.md).
"""


def entry(page: str) -> list[str]:
    """A crisis: its heading, its first sentence, its first picture."""
    picture = re.search(r"!\[([^]]*)\]\(([^)]+)\)", (DOCS / page).read_text(encoding="utf-8"))
    name = page.removeprefix("crises/")
    lines = [f"## [{title_of(page)}]({name})", "", summary_of(page), ""]
    return [*lines, f"[![{picture[1]}]({picture[2]})]({name})", ""] if picture else lines


def gallery() -> str:
    """The page."""
    paths = [path for path in sorted((DOCS / "crises").glob("*.md")) if path != PAGE]
    pages = [path.relative_to(DOCS).as_posix() for path in paths]
    return "\n".join([HEAD, *(line for page in pages for line in entry(page))]).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Exit status: 1 if the page was to be checked and is not current."""
    return write_or_check(PAGE, gallery(), is_check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
