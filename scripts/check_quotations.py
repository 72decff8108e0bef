"""Check that every claim of a scenario quotes its article word for word.

    python scripts/check_quotations.py ARTICLE SCENARIO [SOURCE]

ARTICLE is a text file, SCENARIO a scenario file or folder, SOURCE the article's id under `sources` (default: the
source of the first claim). Each `says` of a claim with that source is split at …; every piece has to occur in the
article as it stands, in the order of the pieces. Line breaks and repeated spaces count as one space. The `why` of these
claims and of the numbers with that source is searched too: whatever stands between “ and ” has to occur.
Ends with status 1 if a quotation is not found, or if there is none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ELLIPSIS = "…"


def documents(scenario: Path) -> Iterator[Mapping[str, Any]]:
    """The YAML documents of a scenario file, or of every file in its folder."""
    files = sorted(scenario.glob("*.yaml")) if scenario.is_dir() else [scenario]
    for file in files:
        yield YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))


def pieces(quotation: str) -> list[str]:
    """The parts of a quotation between its omission marks, with single spaces."""
    return [" ".join(piece.split()) for piece in quotation.split(ELLIPSIS) if piece.strip()]


def is_in(article: str, quotation: str) -> bool:
    """Whether the pieces of the quotation occur in the article, one after the other."""
    position = 0
    for piece in pieces(quotation):
        found = article.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def entries(files: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every claim, then every number written as a mapping, with its name."""
    for document in files:
        for index, claim in enumerate(document.get("claims") or [], start=1):
            yield f"claim {claim.get('id', index)}", claim
    for document in files:
        for name, number in (document.get("numbers") or {}).items():
            if isinstance(number, Mapping):
                yield f"number {name}", number


def quotations(entry: Mapping[str, Any]) -> list[str]:
    """The sentence of a claim, and what the reason of any entry quotes."""
    sentence = [entry["says"]] if "says" in entry else []
    return sentence + re.findall("“([^”]*)”", entry.get("why", ""))


def main(article_file: str, scenario: str, source: str | None = None) -> int:
    """Exit status: 0 if every quotation is in the article."""
    article = " ".join(Path(article_file).read_text(encoding="utf-8").split())
    named = list(entries(list(documents(Path(scenario)))))
    source = source or next((claim.get("source") for name, claim in named if name.startswith("claim ")), None)
    found = [(name, quoted) for name, entry in named if entry.get("source") == source for quoted in quotations(entry)]
    missing = [(name, quoted) for name, quoted in found if not is_in(article, quoted)]
    for name, quoted in missing:
        print(f"{name}: not in the article: {quoted}")
    print(f"{len(found) - len(missing)} of {len(found)} quotations are in the article.")
    return 1 if missing or not found else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
