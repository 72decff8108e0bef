"""How much two quantities differ that a claim compares, and whether anybody would see it.

A difference is *not visible* where its whole interval lies within ± the smallest effect of interest: one point of a
share, one per cent of the spread over plays of anything else, or what `by at least` demands. That is a test of
equivalence: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987, 657–680.
"""

from __future__ import annotations

import re
from typing import Literal

from detente.claims.estimates import Estimate
from detente.claims.numbers import Interval, format_constant, format_difference, format_number
from detente.claims.sides import ComparedSide, added_constant, compute_total, inside
from detente.claims.statements import Arithmetic, Inequality, Quantity, Under, Value, compares_shares, is_constant
from detente.claims.verdict import HAIR_OF_SPREAD, NO_EFFECT, EffectSize, VerdictKind

SMALLEST_OF_SHARES = 0.01
"""One point."""

ROOM = 0.1
"""Of what lies between a threshold and 0 or 100 %, the part that a hair may take at most."""

Pair = tuple[ComparedSide, ComparedSide]
EffectKind = Literal["variant", "date", "other"]

_UNDER = re.compile(r"\s+under\s+(\w+)")
_ADDED = re.compile(r"\s*[-+]\s*[\d.]+\s*%?\s*$")
_DATE = re.compile(r"\b(at|by|from)\s+(\d[\d-]*)")


def measure_effect(comparison: Inequality, sides: Pair, difference: Estimate) -> EffectSize | None:
    """How much the two sides differ; None beside a plain number, or without numbers.

    Args:
        difference: left − right, without the plain numbers added to them.
    """
    left, right = sides
    interval = difference.interval_95()
    if left.is_constant or right.is_constant or difference.value is None or interval is None:
        return None
    is_left_first = _is_left_first(left, right)
    before, after = (left, right) if is_left_first else (right, left)
    if before.estimate.value is None or after.estimate.value is None:
        return None
    value = -difference.value if is_left_first else difference.value
    ends: Interval = (-interval[1], -interval[0]) if is_left_first else interval
    smallest = find_smallest(comparison, sides)
    kind = _kind(before, after)
    return EffectSize(
        kind=kind,
        words=_words(kind, (before, after), value, ends, compares_shares(comparison), smallest),
        before=before.estimate.value,
        after=after.estimate.value,
        # Adding zero removes the sign of a negative zero.
        difference=value + 0.0,
        interval=(ends[0] + 0.0, ends[1] + 0.0),
        smallest=smallest,
        is_visible=not _is_within(ends, smallest),
    )


def find_smallest(comparison: Inequality, sides: Pair) -> float:
    """The smallest effect of interest: what `by at least` demands, else the default."""
    if comparison.margin_text:
        return compute_total(comparison.margin, {}).value or 0.0
    if compares_shares(comparison):
        return SMALLEST_OF_SHARES
    return HAIR_OF_SPREAD * max(side.estimate.spread for side in sides)


def find_hair(comparison: Inequality, sides: Pair, threshold: float) -> float:
    """How near to its threshold a number is *barely* on its side of it; 0 where that is never said.

    One point of a share, or of a difference of shares; for thresholds near 0 and 100 % a tenth of what lies between
    them, so that 0 % is not barely below 1 %. One per cent of the spread over plays of anything else. What `by at
    least` demands is in the threshold already.
    """
    estimated = [side for side in sides if not side.is_constant]
    if not estimated:
        return 0.0
    if not compares_shares(comparison):
        return HAIR_OF_SPREAD * max(side.estimate.spread for side in estimated)
    if len(estimated) == len(sides) or isinstance(inside(estimated[0].quantity), Arithmetic):
        return SMALLEST_OF_SHARES
    return min(SMALLEST_OF_SHARES, ROOM * max(min(threshold, 1.0 - threshold), 0.0))


def with_visibility(kind: VerdictKind, comparison: Inequality, effect: EffectSize) -> VerdictKind:
    """The verdict on a comparison of quantities, *no visible effect* if their difference is too small to be seen.

    A plain number beside one of them says itself how much is wanted. Where equality is allowed (`>=`) and the interval
    has nothing against it, the comparison holds.
    """
    if effect.is_visible or added_constant(comparison.left) != added_constant(comparison.right):
        return kind
    return kind if kind == "holds" and comparison.operator in ("<=", ">=") else NO_EFFECT


def _is_within(interval: Interval, smallest: float) -> bool:
    return -smallest <= interval[0] and interval[1] <= smallest


def _is_left_first(left: ComparedSide, right: ComparedSide) -> bool:
    """Whether the left side is the one to start from: the crisis as it is, or the earlier date."""
    if _variants(left) != _variants(right):
        return not _variants(left)
    return is_same_but_for_dates(left.text, right.text) and _dates(left.text) < _dates(right.text)


def is_same_but_for_variants(left: str, right: str) -> bool:
    """Whether two texts speak of the same quantity, in different crises."""
    return left != right and _plain(_UNDER.sub("", left)) == _plain(_UNDER.sub("", right))


def is_same_but_for_dates(left: str, right: str) -> bool:
    """Whether two texts speak of the same quantity, at different dates."""
    return left != right and _plain(_DATE.sub(r"\1", left)) == _plain(_DATE.sub(r"\1", right))


def _plain(text: str) -> str:
    """A text without the number added at its end, and without blanks and parentheses."""
    return re.sub(r"[\s()]+", " ", _ADDED.sub("", text)).strip()


def _variants(side: ComparedSide) -> list[str]:
    return _UNDER.findall(side.text)


def _dates(text: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, re.findall(r"\d+", date))) for _, date in _DATE.findall(text)]


def _kind(before: ComparedSide, after: ComparedSide) -> EffectKind:
    if any(len(_crises(side.quantity)) > 1 for side in (before, after)):
        # How far two crises lie apart is a quantity of neither.
        return "other"
    if is_same_but_for_variants(before.text, after.text):
        return "variant"
    return "date" if is_same_but_for_dates(before.text, after.text) else "other"


def _crises(quantity: Quantity, variant: str | None = None) -> set[str | None]:
    """The variants in which what it is computed from is meant; None: the crisis as it is."""
    match quantity:
        case Arithmetic(left=left, right=right):
            return _crises(left, variant) | _crises(right, variant)
        case Under(quantity=part, variant=own):
            return _crises(part, own)
        case _:
            return set() if is_constant(quantity) else {variant}


def _words(kind: EffectKind, pair: Pair, difference: float, interval: Interval, is_share: bool, smallest: float) -> str:
    """`“no rout” raises it from 12 % to 38 % (+26.0 points)`."""
    before, after = pair
    first, second = _number(before, is_share), _number(after, is_share)
    apart = format_difference(difference, is_share, interval)
    limit = f"{apart}, within ± {format_constant(smallest, is_share)}" if smallest else "none at all"
    is_open, is_small = interval[0] <= 0 <= interval[1], _is_within(interval, smallest)
    if kind == "other":
        size = f"{second} against {first}"
        if is_small:
            return f"{size}: no visible difference ({limit})"
        return f"{size}: {'the sign of the difference is open' if is_open else apart}"
    name, size = _name(before, after), f"from {first} to {second}"
    noun = "" if is_share or kind == "date" else f"{_noun(before.quantity)} "
    if is_small or is_open:
        verdict = f"no visible effect ({limit})" if is_small else "the direction is open"
        return f"{name + ': ' if name else ''}{noun}{size}: {verdict}"
    if kind == "variant":
        return f"{name} {'lowers' if difference < 0 else 'raises'} {noun or 'it '}{size} ({apart})"
    return f"{name + ': ' if name else ''}{noun}{'falls' if difference < 0 else 'rises'} {size} ({apart})"


def _number(side: ComparedSide, is_share: bool) -> str:
    assert side.estimate.value is not None
    return format_number(side.estimate.value, is_share, side.estimate.interval_95())


def _name(before: ComparedSide, after: ComparedSide) -> str:
    """The variant that makes the difference; with the one that it is compared with, if that is another."""
    names = [_quoted(name) for name in dict.fromkeys(_variants(after)) if name not in _variants(before)]
    others = [_quoted(name) for name in dict.fromkeys(_variants(before))]
    against = f" (against {' and '.join(others)})" if names and others else ""
    return f"{' and '.join(names)}{against}" if names else ""


def _quoted(name: str) -> str:
    return f"“{name.replace('_', ' ')}”"


def _noun(quantity: Quantity) -> str:
    """What kind of number it is."""
    return "the value" if isinstance(inside(quantity), Value) else "the mean"
