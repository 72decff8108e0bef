"""Write the verdicts of a run into a page of the documents.

    python scripts/verdicts_in_page.py RESULT PAGE

RESULT is the result.json of `detente run`, PAGE a Markdown file. Whatever stands between <!-- verdict ID --> and
<!-- end --> is replaced by the verdict of the claim ID with its number; between <!-- all verdicts --> and
<!-- end --> by the table of all claims; between <!-- count of arguments --> and <!-- end --> by how many numbered rows
of that chapter have a claim that holds or fails, how many only others, and how many none. Ends with status 1 if the
page names a claim that the run did not judge.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente.claims.numbers import NO_NUMBER, format_constant, format_number

_PLACE = re.compile(r"<!-- (?:verdict (\w+)|(all verdicts|count of arguments)) -->.*?<!-- end -->", re.DOTALL)
_CLEAR = ("holds", "fails")


def number(side: Mapping[str, Any], is_share: bool) -> str:
    """A number to the digits that its interval warrants, with the plain number that is added to it."""
    if side["value"] is None:
        return NO_NUMBER
    text = format_number(side["value"], is_share, side.get("interval"))
    added = side.get("constant", 0.0)
    return f"{text} {'+' if added > 0 else '−'} {format_constant(abs(added), is_share)}" if added else text


def numbers(claim: Mapping[str, Any]) -> str:
    """The two sides of every comparison of a claim that are no plain numbers."""
    found = []
    for part in claim["parts"]:
        sides = [number(side, part["is_share"]) for side in part["sides"]]
        found.append(" against ".join(sides) if sides else number(part, part["is_share"]))
    return "; ".join(found)


def told(claim: Mapping[str, Any]) -> str:
    """The verdict, and the one across worlds if there is one, with the numbers."""
    return f"{claim['headline']} ({numbers(claim)})"


def table(claims: Mapping[str, Mapping[str, Any]]) -> str:
    """All verdicts as a Markdown table."""
    lines = ["| claim | the sentence | the statement | number | verdict |", "|---|---|---|---|---|"]
    for name, claim in claims.items():
        cells = [
            f"`{name}`",
            claim["quote"],
            f"`{' '.join(claim['statement'].split())}`",
            numbers(claim),
            claim["headline"],
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n" + "\n".join(lines) + "\n"


def counted(chapter: str, claims: Mapping[str, Mapping[str, Any]]) -> str:
    """How many numbered rows of a table have a claim with a visible effect, how many others, and how many none."""
    rows = [re.findall(r"<!-- verdict (\w+) -->", row) for row in chapter.splitlines() if re.match(r"\| \d+ \|", row)]
    clear = sum(any(claims[name]["headline"].startswith(_CLEAR) for name in row) for row in rows)
    absent = sum(not row for row in rows)
    return (
        f"Of {len(rows)} arguments {clear} are in effect, {len(rows) - clear - absent} are weak, {absent} are left out."
    )


def written(page: str, claims: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with its verdicts.

    Raises:
        KeyError: the page names a claim that was not judged.
    """

    def filled(place: re.Match[str]) -> str:
        opening = place[0].split("-->")[0] + "-->"
        if place[2] == "all verdicts":
            return f"{opening}{table(claims)}<!-- end -->"
        text = counted(page[place.end() :].split("\n## ")[0], claims) if place[2] else told(claims[place[1]])
        return f"{opening} {text} <!-- end -->"

    return _PLACE.sub(filled, page)


def main(result_file: str, page_file: str) -> int:
    """Exit status: 0 if every claim that the page names was judged."""
    result = json.loads(Path(result_file).read_text(encoding="utf-8"))
    claims = {claim["id"]: claim for claim in result["claims"]}
    page = Path(page_file)
    try:
        page.write_text(written(page.read_text(encoding="utf-8"), claims), encoding="utf-8")
    except KeyError as error:
        print(f"the page names {error}, which the run did not judge")
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
