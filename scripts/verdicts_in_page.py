"""Write the verdicts of a run into a page of the documents.

    python scripts/verdicts_in_page.py RESULT PAGE [COMPARISON]

RESULT is the result.json of `detente run`, PAGE a Markdown file, COMPARISON what `detente compare --json` printed.
Whatever stands between <!-- verdict ID --> and <!-- end --> is replaced by the verdict of the claim ID with its number;
between <!-- all verdicts --> and <!-- end --> by the table of all claims; between <!-- moves VARIANT --> and
<!-- end --> by the measures that the variant moves, by a hundredth at least of their scale and more than by chance;
between <!-- count of arguments --> and <!-- end --> by how many numbered rows of that chapter have a claim that holds
or fails, in how many others a variant moves a measure, how many have only other claims, and how many none. Ends with
status 1 if the page names a claim that the run did not judge, or a variant that was not compared.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims.numbers import NO_NUMBER, format_compared, format_constant, format_number

_PLACE = re.compile(
    r"<!-- (?:verdict (?P<claim>\w+)|moves (?P<variant>\w+)|(?P<whole>all verdicts|count of arguments)) -->"
    r".*?<!-- end -->",
    re.DOTALL,
)
_ROW = re.compile(r"\| \d+ \|")
_CLEAR = ("holds", "fails")
NOTHING = "nothing moves"
LEAST_SHARE = 0.01
"""Of a measure's scale: what a share may be, or else its largest value under any variant."""


def number(side: Mapping[str, Any], is_share: bool) -> str:
    """A number to the digits that its interval warrants, with the plain number that is added to it."""
    if side["value"] is None:
        return NO_NUMBER
    is_difference = side.get("is_difference", False)
    text = format_compared(side["value"], is_share, side.get("interval"), is_difference=is_difference)
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


def moved(variant: str, comparison: Sequence[Mapping[str, Any]]) -> str:
    """The measures that a variant moves, from the base to what they are under it.

    Raises:
        KeyError: it was not compared.
    """
    found = []
    for line in comparison:
        if line["kind"] != "measure":
            continue
        own, base = line["policies"][variant], line["policies"]["base"]
        scale = 1.0 if line["is_share"] else max(abs(each["value"]) for each in line["policies"].values())
        if own["differs"] and abs(own["difference"]) >= LEAST_SHARE * scale:
            before, after = (format_number(each["value"], line["is_share"], each["interval"]) for each in (base, own))
            found.append(f"{line['name']} {before} → {after}")
    return "; ".join(found) or NOTHING


def counted(chapter: str, filled: Mapping[str, str]) -> str:
    """How many numbered rows of a table are in effect, by which of the two, how many others, and how many have none.

    Args:
        filled: what comes between marks, by what these say.
    """
    rows = [re.findall(r"<!-- ((?:verdict|moves) \w+) -->", row) for row in chapter.splitlines() if _ROW.match(row)]
    others = [row for row in rows if not any(m.startswith("verdict") and filled[m].startswith(_CLEAR) for m in row)]
    clear = len(rows) - len(others)
    moving = sum(any(mark.startswith("moves") and filled[mark] != NOTHING for mark in row) for row in others)
    absent = sum(not row for row in rows)
    return (
        f"Of {len(rows)} arguments {clear + moving} are in effect ({clear} by their claims, {moving} more because "
        f"something moves when they are switched off), {len(rows) - clear - moving - absent} are weak, {absent} are "
        "left out."
    )


def written(page: str, claims: Mapping[str, Mapping[str, Any]], comparison: Sequence[Mapping[str, Any]]) -> str:
    """The page with its verdicts.

    Raises:
        KeyError: the page names a claim that was not judged, or a variant that was not compared.
    """
    filled: dict[str, str] = {}
    for place in _PLACE.finditer(page):
        if place["claim"]:
            filled[f"verdict {place['claim']}"] = told(claims[place["claim"]])
        elif place["variant"]:
            if not comparison:
                raise KeyError(place["variant"])
            filled[f"moves {place['variant']}"] = moved(place["variant"], comparison)

    def fill(place: re.Match[str]) -> str:
        mark = place[0].split("-->")[0].removeprefix("<!--").strip()
        if mark == "all verdicts":
            return f"<!-- {mark} -->{table(claims)}<!-- end -->"
        is_count = mark == "count of arguments"
        text = counted(page[place.end() :].split("\n## ")[0], filled) if is_count else filled[mark]
        return f"<!-- {mark} --> {text} <!-- end -->"

    return _PLACE.sub(fill, page)


def main(result_file: str, page_file: str, comparison_file: str | None = None) -> int:
    """Exit status: 0 if every claim that the page names was judged, and every variant compared."""
    result = json.loads(Path(result_file).read_text(encoding="utf-8"))
    claims = {claim["id"]: claim for claim in result["claims"]}
    lines = json.loads(Path(comparison_file).read_text(encoding="utf-8"))["lines"] if comparison_file else []
    page = Path(page_file)
    try:
        page.write_text(written(page.read_text(encoding="utf-8"), claims, lines), encoding="utf-8")
    except KeyError as error:
        print(f"the page names {error}, which the run did not judge, or the comparison does not have")
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
