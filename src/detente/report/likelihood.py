"""Words for likelihoods, always beside their number: the scale of ICD 203, or the yardstick of the PHIA.

They are for shares only. A word never stands in one sentence with a word of confidence (`confidence.py`).

Sources:
    ICD 203: Office of the Director of National Intelligence, Intelligence Community Directive 203, Analytic Standards,
        2 January 2015, section D.6.e.(2)(a). Its neighbouring ranges share their ends; an end belongs here to the range
        nearer to even, so that a word for p and the one for 1 − p are always opposites.
    PHIA: Professional Head of Intelligence Assessment (United Kingdom), Probability Yardstick. Its ranges have gaps; a
        number in a gap has both words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from detente.claims.numbers import Interval, format_interval, format_number

Scale = Literal["icd203", "phia"]

SCALES: tuple[Scale, ...] = get_args(Scale)

TITLES: Mapping[Scale, str] = {"icd203": "ICD 203", "phia": "the PHIA yardstick"}

_ICD = (
    (0.01, "almost no chance"),
    (0.05, "very unlikely"),
    (0.20, "unlikely"),
    (0.45, "roughly even chance"),
)
"""From which share up to one half."""

_OPPOSITES = {
    "below the scale": "above the scale",
    "almost no chance": "almost certain",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
}

_PHIA = (
    (0.0, 0.05, "remote chance"),
    (0.10, 0.20, "highly unlikely"),
    (0.25, 0.35, "unlikely"),
    (0.40, 0.50, "realistic possibility"),
    (0.55, 0.75, "likely"),
    (0.80, 0.90, "highly likely"),
    (0.95, 1.0, "almost certain"),
)

_BEYOND = {"below the scale": "below the scale (under 1 %)", "above the scale": "above the scale (over 99 %)"}

_ROUNDING = 1e-9
"""Two shares that differ by no more are the same: 0.45 may have come from a sum."""


def likelihood_word(share: float, scale: Scale = "icd203") -> str:
    """The word of one share.

    Below 1 % and above 99 % ICD 203 has none, which is said.

    Raises:
        ValueError: it is no share.
    """
    if not -_ROUNDING <= share <= 1 + _ROUNDING:
        raise ValueError(f"likelihood_word: {share} is not a share")
    return _icd_word(share) if scale == "icd203" else _phia_word(share)


def _icd_word(share: float) -> str:
    nearer = min(share, 1 - share)
    word = "below the scale"
    for least, each in _ICD:
        if nearer >= least - _ROUNDING:
            word = each
    return word if share <= 0.5 else _OPPOSITES[word]


def _phia_word(share: float) -> str:
    before = _PHIA[0][2]
    for low, high, word in _PHIA:
        if share < low - _ROUNDING:
            return f"between {before} and {word}"
        if share <= high + _ROUNDING:
            return word
        before = word
    return before


def likelihood_in_words(share: float, interval: Interval | None, scale: Scale = "icd203") -> str:
    """The word with its number and interval: `likely, 62.1 % (61.5 % … 62.8 %)`; two words where the ends differ."""
    number = format_number(share, True, interval)
    if interval is not None and interval[0] != interval[1]:
        number += f" ({format_interval(interval, True)})"
    ends = [share] if interval is None else [max(interval[0], 0.0), min(interval[1], 1.0)]
    words = list(dict.fromkeys(likelihood_word(end, scale) for end in ends))
    # What only may lie beyond the scale is named by the word beside it.
    words = [word for word in words if word not in _BEYOND] or [_BEYOND[words[0]]]
    return f"{' to '.join(words)}, {number}"


def describe_scale(scale: Scale) -> str:
    """What the words mean, for a note below them."""
    if scale == "phia":
        return "Words for likelihoods are those of the PHIA yardstick: " + ", ".join(
            f"{word} {round(100 * low)}–{round(100 * high)} %" for low, high, word in _PHIA
        )
    lows = [round(100 * low) for low, _ in _ICD]
    below = [f"{word} {low}–{high} %" for (_, word), low, high in zip(_ICD, lows, [*lows[1:], 55], strict=True)]
    above = [
        f"{_OPPOSITES[word]} {100 - high}–{100 - low} %"
        for (_, word), low, high in zip(reversed(_ICD[:-1]), reversed(lows[:-1]), reversed(lows[1:]), strict=True)
    ]
    scale_in_words = ", ".join([*below, *above])
    return f"Words for likelihoods are those of ICD 203: {scale_in_words}; below 1 % and above 99 % it has no word"
