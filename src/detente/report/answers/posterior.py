"""What dated events say of the numbers, as a section."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.analysis.posterior import Posterior
from detente.claims.numbers import format_decimals, format_plain, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, in_words, listed_in_words

SURPRISING = 3.0
"""Bits: one in eight."""

MOST_FITS = 8

NARROWER = 0.9
"""Of the prior's width."""

MOST_NAMED = 12
"""Numbers in one sentence."""


def show_posterior(posterior: Posterior) -> Section:
    """Every number before and after the events."""
    lead, *sentences = _say_what_is_told(posterior)
    sentences += [
        f"{capitalize(in_words(one))} and {in_words(other)} cannot be told apart well (rank correlation "
        f"{format_decimals(value, 2)})."
        for one, other, value in posterior.confounded
    ]
    worst = max(posterior.fits, key=lambda each: each.after, default=None)
    if worst is not None and worst.after >= SURPRISING:
        sentences.append(
            f"No numbers within their ranges explain {worst.date}, “{worst.says or worst.text}”, well: over the worlds "
            f"of the posterior its surprise is still {format_decimals(worst.after, 1)} bits."
        )
    sentences += [
        f"The probability of {in_words(each.name)} goes from {format_share(each.prior)} to "
        f"{format_share(each.posterior)}."
        for each in posterior.variants
    ]
    return Section(
        id="posterior",
        title="What the events say about the numbers",
        lead=lead,
        sentences=sentences,
        place="alternatives",
        tables=[_numbers(posterior), _fits(posterior)],
        notes=[
            "“Forecast” is the surprise of an event over worlds of the prior, weighted by the earlier events; "
            "“explained” is its surprise over worlds of the posterior, which include the event. If it is still high "
            "there, no numbers explain the event.",
            f"{posterior.num_worlds} worlds, {posterior.num_solved} solved, {posterior.num_plays:,} plays of each; "
            f"{len(posterior.betas)} tempering steps; {format_share(posterior.accepted)} of the moves were accepted; "
            f"the worlds are worth {posterior.num_independent:.0f} independent ones.{_grid(posterior)}",
            "The events reveal something about a number if the worlds differ from its prior by more than as many "
            "independent ones do by chance (Kolmogorov's test, 5 % for all numbers together); likewise for pairs.",
        ],
    )


def _say_what_is_told(posterior: Posterior) -> list[str]:
    """Which numbers the events narrow or move, and about which they say nothing."""
    told = [each for each in posterior.numbers if not each.says_nothing]
    silent = [in_words(each.name) for each in posterior.numbers if each.says_nothing]
    narrowed = [in_words(each.name) for each in told if each.width_left <= NARROWER]
    moved = [in_words(each.name) for each in told if each.width_left > NARROWER]
    said = [
        f"The events {verb} {listed_in_words(own)}." for verb, own in (("narrow", narrowed), ("shift", moved)) if own
    ]
    if not said:
        return [f"The {posterior.num_worlds} worlds do not show that the events reveal anything about any number."]
    which = listed_in_words(silent) if len(silent) <= MOST_NAMED else f"the other {len(silent)} numbers"
    return [*said, *([f"They reveal nothing that these worlds can show about {which}."] if silent else [])]


def _numbers(posterior: Posterior) -> TableOfText:
    rows = [
        [
            in_words(each.name),
            _range((each.low, each.high)),
            format_plain(each.mean, 3),
            _range(each.interval),
            format_share(min(each.width_left, 1.0)),
        ]
        for each in posterior.numbers
    ]
    return TableOfText(["Number", "Prior, 90 %", "Mean", "Posterior, 90 %", "Width left"], rows, numeric=4)


def _fits(posterior: Posterior) -> TableOfText:
    worst = sorted(posterior.fits, key=lambda fit: -fit.after)[:MOST_FITS]
    rows = [[each.date, each.says or each.text, _bits(each.before), _bits(each.after)] for each in worst]
    head = ["Date", "Event", "Forecast (bits)", "Explained (bits)"]
    return TableOfText(head, rows, "How surprising events are over all worlds", 2)


def _grid(posterior: Posterior) -> str:
    """How large the error of the belief grid is, in words."""
    error = posterior.grid_error
    if error is None:
        return ""
    points = ", ".join(f"{in_words(name)} {number}" for name, number in posterior.num_points.items())
    return (
        f" Belief grid: {points} points. On a grid twice as fine the logarithm of the likelihood changes by up to "
        f"{format_decimals(error.most, 2)} more in one world than in another ({error.num_worlds} worlds tried), and by "
        f"{format_decimals(error.mean, 2)} in all alike, which changes nothing; the filter's own error is "
        f"{format_decimals(error.filter_error, 2)}."
    )


def _bits(bits: float) -> str:
    return "impossible" if math.isinf(bits) else format_decimals(bits, 2)


def _range(ends: Sequence[float]) -> str:
    return " … ".join(format_plain(end, 3) for end in ends)
