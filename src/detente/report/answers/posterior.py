"""What dated events say of the numbers, as a section."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.posterior import Posterior
from detente.claims.numbers import format_decimals, format_plain, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, in_words


def listed_in_words(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def show_posterior(posterior: Posterior) -> Section:
    """Every number before and after the events."""
    silent = [each.name for each in posterior.numbers if each.says_nothing]
    told = [each for each in posterior.numbers if not each.says_nothing]
    lead = (
        f"The events narrow {listed_in_words([in_words(each.name) for each in told])}."
        if told
        else "The events say next to nothing about any number."
    )
    sentences = (
        [f"About these they say next to nothing: {listed_in_words(list(map(in_words, silent)))}."]
        if silent and told
        else []
    )
    sentences += [
        f"{capitalize(in_words(one))} and {in_words(other)} cannot be told apart well (rank correlation "
        f"{format_decimals(value, 2)})."
        for one, other, value in posterior.confounded
    ]
    return Section(
        id="posterior",
        title="What the events say of the numbers",
        lead=lead,
        sentences=sentences,
        place="forecast",
        tables=[
            TableOfText(
                ["Number", "Prior, 90 %", "Mean", "Posterior, 90 %", "Width left"],
                [
                    [
                        in_words(each.name),
                        _range((each.low, each.high)),
                        format_plain(each.mean, 3),
                        _range(each.interval),
                        format_share(min(each.width_left, 1.0)),
                    ]
                    for each in posterior.numbers
                ],
                numeric=4,
            )
        ],
        notes=[
            f"{posterior.num_worlds} worlds, {posterior.num_solved} solved, {posterior.num_plays:,} plays of each; the "
            f"likelihood was let in in {len(posterior.betas)} steps, {format_share(posterior.accepted)} of the moves "
            "were accepted, "
            f"{format_share(posterior.distinct)} of the worlds are no copies."
        ],
    )


def _range(ends: Sequence[float]) -> str:
    return " … ".join(format_plain(end, 3) for end in ends)
