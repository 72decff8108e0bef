"""What the scripts share that write pages, or parts of pages, from the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def first_paragraph(docstring: str) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join(docstring.strip().split("\n\n", 1)[0].split())


def between_marks(page: str, mark: str, text: str) -> str:
    """The page with the text between `<!-- MARK: … -->` and `<!-- end of MARK -->`.

    Raises:
        ValueError: the page does not have these two lines exactly once.
    """
    opening, closing = rf"<!-- {re.escape(mark)}: [^\n]*-->", rf"<!-- end of {re.escape(mark)} -->"
    page, count = re.subn(
        rf"({opening}).*?({closing})", lambda found: f"{found[1]}\n\n{text}\n\n{found[2]}", page, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"the page needs once the lines <!-- {mark}: … --> and <!-- end of {mark} -->")
    return page


def write_or_check(file: Path, text: str, *, is_check: bool) -> int:
    """Exit status: 0 after writing; when only checking, 1 if the file holds another text."""
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    if is_check and old != text:
        print(f"{file.relative_to(ROOT)} is not current; `make pages` writes it anew")
        return 1
    if not is_check:
        file.write_text(text, encoding="utf-8")
    return 0
