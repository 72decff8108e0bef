"""What word processors and habits of other countries do to a text, and how it is written here."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence

SIGNS = {
    **dict.fromkeys("“”„‟«»‹›‘’‚‛", "quotation marks are \" or ', straight, and expressions need none"),
    **dict.fromkeys("–—−‐‑‒", "write '-'"),
    **dict.fromkeys("×·∙⋅∗", "write '*'"),
    **dict.fromkeys("÷∕⁄", "write '/'"),
    "≥": "write '>='",
    "≤": "write '<='",
    "≠": "write '!='",
    "∧": "write 'and'",
    "∨": "write 'or'",
    "¬": "write 'not'",
    "…": "write out what it stands for",
    "\u00a0": "this is a no-break space; write a plain one",
    "\u202f": "this is a no-break space; write a plain one",
    "~": "write the number alone; a judgement can have a range, as NAME: {range: [0.5, 0.7]} under 'numbers'",
    ";": "entries are separated by commas",
}
"""Signs that no expression has, and what to write."""

_BETWEEN_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)\s?,\s?(\d+)(?![\w,])")
_FALSE_SPACE = re.compile("^[ ]*[\u00a0\u202f]|:[\u00a0\u202f]")
_FRACTION = re.compile(r"\d{1,9}")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[./ -]\s?)?(\d{1,2})[./ -]\s?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./ -](\d{1,2})(?:[./ -](\d{1,2}))?")
_WORDED_DATE = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]+)\.?,?\s+(\d{4})")


def advise_sign(character: str) -> str:
    """What to write instead of a sign, for the end of a message; "" if nothing is known."""
    advice = SIGNS.get(character)
    return f"; {advice}" if advice else ""


def find_decimal_comma(text: str, offset: int) -> str:
    """`decimals have a point: 0.9` if the comma at this index stands in a number such as 0,9; else ""."""
    for match in _BETWEEN_DIGITS.finditer(text):
        if match.start() <= offset <= match.end() and "," in match[0]:
            whole = match[1].replace(".", "")
            return f"decimals have a point: write {whole}.{match[2]}"
    return ""


def is_fraction(word: str) -> bool:
    """Whether a word can be what a comma cut off from a number."""
    return bool(_FRACTION.fullmatch(word))


def as_name(word: str) -> str:
    """A name most like the word: letters, digits and _ in place of all else; "" if none is."""
    name = re.sub(r"\W+", "_", re.sub(r"['’‘`]s?\b", "", word)).strip("_")
    return name if re.fullmatch(r"[^\W\d_]\w*", name) and name != word else ""


def as_date(text: str) -> str:
    """A date as files write it, for one written in another way, such as 5/2015, 05.2015 or May 2015; "" for others.

    Of three numbers with slashes it is not known whether the first is the day or the month, if it can be either.
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], int(found[2]), found[3]
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found[1], int(found[2]), found[3]
        if day and int(day) <= 12 and day != found[2] and "." not in text:
            return ""
    elif found := _WORDED_DATE.fullmatch(text):
        day, month, year = found[1], _month_of(found[2].casefold()), found[3]
    else:
        return ""
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= monthrange(int(year) or 1, month)[1]):
        return ""
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _month_of(word: str) -> int:
    """The number of a month by its English name or its first three letters; 0 if it is none."""
    return next((number for number, name in enumerate(_MONTHS, start=1) if word in (name, name[:3])), 0)


def advise_yaml(problem: str, lines: Sequence[str], line: int, column: int, opened: int) -> str:
    """What may be wrong where YAML cannot be read, for the end of a message.

    Args:
        problem: what the parser complains of. line, column: where, from 1. opened: the line in which the part begins
            that cannot be finished.
    """
    text = lines[line - 1] if line <= len(lines) else ""
    indent = text[: len(text) - len(text.lstrip())]
    if "\\t" in problem or "\t" in indent:
        return ": indent with spaces, not with tabs"
    if any(map(_FALSE_SPACE.search, lines[max(line - 2, 0) : line])):
        return ": a no-break space stands here, which looks like a space and is none; write a plain one"
    if re.match(r"\s*[•·‣▪–—]\s", text) or re.match(r"\s*\*\s", text):
        return ": items of a list begin with '- '"
    if "mapping values are not allowed" in problem:
        return _advise_colon(lines, line, column)
    if "expected ',' or" in problem:
        return _advise_braces(text, column)
    if "could not find expected ':'" in problem:
        return f": a colon, or the space after it, may be missing in this line or above it{_bare_line(lines, line)}"
    if "unexpected end of stream" in problem:
        return f": a quotation mark that opens in line {opened} is not closed; double it if it belongs to the text"
    if "expected <block end>" in problem:
        if "<scalar>" in problem or "<flow" in problem:
            return ": put a text in quotes as a whole if it begins with a quotation mark, a bracket or a brace"
        return ": is the line indented like its neighbours, and is there a colon and a space after the key?"
    if "found character" in problem or "sequence entries are not allowed" in problem or "alphabetic" in problem:
        return ": put the text in quotes"
    return ""


def _advise_colon(lines: Sequence[str], line: int, column: int) -> str:
    text = lines[line - 1]
    above = next(
        (each for each in reversed(lines[: line - 1]) if each.strip() and not each.strip().startswith("#")), ""
    )
    is_key = column - 1 == len(text.partition(":")[0])
    if is_key and _indent(text) > _indent(above) and not above.partition(" #")[0].rstrip().endswith(":"):
        return ": this line is indented deeper than the one above it, which has a value already"
    return ": put a text or an expression that contains a colon followed by a space in quotes"


def _advise_braces(text: str, column: int) -> str:
    if ";" in text[: column - 1].partition("#")[0]:
        return ": entries are separated by commas, not by semicolons"
    return ": in {…} and […] put an expression that contains brackets or commas in quotes, and close every one of them"


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _bare_line(lines: Sequence[str], line: int) -> str:
    """The nearest line up from this one that has words but no colon with a space after it, for a message."""
    for number in range(min(line, len(lines)), max(line - 5, 0), -1):
        text = lines[number - 1].partition(" #")[0].strip()
        if text and not re.search(r":(\s|$)", text) and not text.startswith(("#", "-")):
            return f" (line {number}: '{text[:40]}')"
    return ""
