"""What dated events say, as a section: surprises, types, rival models and claims."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.analysis.evidence import AT_RANDOM, ClaimSays, EventSays, Evidence, ModelSays
from detente.analysis.explanation import CrisisNames
from detente.analysis.hindsight import TypeSays
from detente.claims.numbers import format_compared, format_decimals, format_plain, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.telling import called, quoted, title_of
from detente.report.words import counted, in_words

BARE_MENTION = 2.0
"""Of twice the logarithm of a Bayes factor (Kass and Raftery 1995): less than that is not evidence."""


FEW_EFFECTIVE = 100
"""Independent plays below which what is left after the events is little to go by."""


def show_evidence(evidence: Evidence) -> Section:
    """Surprises, types, rival models and claims."""
    tables = (_events(evidence), tabulate_types(evidence.types, evidence.names), _models(evidence), _changed(evidence))
    return Section(
        id="evidence",
        place="alternatives",
        title="What the events say",
        lead=_lead(evidence),
        sentences=_sentences(evidence),
        tables=[table for table in tables if table.rows],
        notes=[
            f"{counted(len(evidence.events), 'event')}{_dates(evidence)}; {evidence.num_plays:,} plays. Before each "
            f"resampling {_effective(evidence)}. The "
            "surprise of an event is −log₂ of its probability given the earlier events: a coin toss is 1 bit, one in a "
            "thousand 10 bits. Twice the logarithm of a Bayes factor is called positive evidence from 2, strong from "
            "6 and very strong from 10 (Kass and Raftery 1995)."
        ],
    )


def _dates(evidence: Evidence) -> str:
    return f" in {evidence.first}" if evidence.first == evidence.last else f" from {evidence.first} to {evidence.last}"


def _effective(evidence: Evidence) -> str:
    """How many plays the events left, at the worst."""
    number = evidence.least_effective * evidence.num_plays
    few = "; with more plays this would be more certain" if number < FEW_EFFECTIVE else ""
    return f"as many plays as {number:,.0f} independent ones, or more, agreed with the events{few}"


def _events(evidence: Evidence) -> TableOfText:
    rows = [
        [
            each.date,
            each.says or each.text,
            title_of(each.actor, evidence.names) if each.actor else "—",
            _bits(each),
        ]
        for each in evidence.events
    ]
    return TableOfText(["Date", "Event", "Act of", "Surprise (bits)"], rows, "The events", 1)


def tabulate_types(types: Sequence[TypeSays], names: CrisisNames) -> TableOfText:
    """How probable every private type is before the events and after them, and to the players."""
    rows = [
        [f"{title_of(each.actor, names)} is {quoted(each.type)}"]
        + [format_share(share) for share in (each.prior, each.posterior, each.believed)]
        for each in types
    ]
    return TableOfText(
        ["Who", "Before", "After", "The players believe"], rows, "Private types, before and after the events", 3
    )


def _models(evidence: Evidence) -> TableOfText:
    rows = [
        [in_words(each.name), *(_NEITHER if _is_neither(each, evidence) else (_factor(each), factor_in_words(each)))]
        for each in evidence.models
    ]
    head = ["Rival model", "2 ln of the Bayes factor against the crisis as written", "In words"]
    return TableOfText(head, rows, "Rival models")


_NEITHER = ("—", "neither of both can have these events")


def _is_neither(model: ModelSays, evidence: Evidence) -> bool:
    return math.isinf(evidence.log_likelihood) and math.isinf(model.log_likelihood)


def _changed(evidence: Evidence) -> TableOfText:
    rows = [
        [each.says, _verdict(each, each.before, each.before_value), _verdict(each, each.after, each.after_value)]
        for each in evidence.claims
        if each.before != each.after
    ]
    return TableOfText(["Claim", "Before", "After"], rows, "Claims whose verdict changes")


def _lead(evidence: Evidence) -> str:
    if evidence.impossible:
        first = evidence.impossible[0]
        return (
            f"No play agrees with these events. The first that none does is {first.date}, “{first.says or first.text}” "
            f"({first.reason}{f'; {first.place}' if first.place else ''})."
        )
    worst = max(evidence.events, key=lambda each: each.bits)
    random = next(each for each in evidence.models if each.name == AT_RANDOM)
    if abs(2 * random.log_factor) <= BARE_MENTION:
        beats = "no better and no worse than"
    else:
        beats = "better than" if random.log_factor < 0 else "worse than"
    return (
        f"The crisis as written explains the events {beats} a model in which nobody pursues any aim; the most "
        f"surprising event is {worst.date}, “{worst.says or worst.text}” ({format_plain(worst.bits, 2)} bits)."
    )


def _sentences(evidence: Evidence) -> list[str]:
    said = tell_types(evidence.types, evidence.names)
    if evidence.num_left:
        are = "is" if evidence.num_left == 1 else "are"
        said.append(
            f"{counted(evidence.num_left, 'claim')} {are} about other games or about values, which the events do not "
            "change here."
        )
    return said


def tell_types(types: Sequence[TypeSays], names: CrisisNames) -> list[str]:
    """What the events say of every actor with private types, a sentence each."""
    said = []
    for actor in dict.fromkeys(each.actor for each in types):
        own = [each for each in types if each.actor == actor]
        most = max(own, key=lambda each: each.posterior - each.prior)
        who = called(actor, names)
        if all(each.says_nothing for each in own):
            said.append(f"The events reveal nothing about the type of {who}.")
        else:
            said.append(
                f"The probability that {who} is {quoted(most.type)} goes from {format_share(most.prior)} to "
                f"{format_share(most.posterior)}; the players themselves put it at {format_share(most.believed)} on "
                "average."
            )
    return said


def _bits(event: EventSays) -> str:
    if math.isinf(event.bits):
        return "—" if event.is_after_impossible else "impossible"
    return f"{format_decimals(event.bits, 2)} ± {format_decimals(1.96 * event.error, 2)}"


def _factor(model: ModelSays) -> str:
    if math.isinf(model.log_factor):
        return "−∞" if model.log_factor < 0 else "∞"
    return f"{format_decimals(2 * model.log_factor, 1)} ± {format_decimals(2 * 1.96 * model.factor_error, 1)}"


def factor_in_words(model: ModelSays) -> str:
    """The words of Kass and Raftery (1995), for or against the rival."""
    twice = 2 * model.log_factor
    if abs(twice) <= BARE_MENTION:
        return "not worth more than a bare mention"
    strength = "positive" if abs(twice) <= 6 else "strong" if abs(twice) <= 10 else "very strong"
    return f"{strength} evidence {'for' if twice > 0 else 'against'} it"


def _verdict(claim: ClaimSays, word: str, value: float | None) -> str:
    if value is None:
        return word
    return f"{word} ({format_compared(value, claim.is_share, is_difference=claim.is_difference)})"
