"""The bottom line and the key judgements of a report, written by rules from the verdicts and from nothing else.

The bottom line counts: how many claims hold, out of how many, in words (`_AMOUNTS`), and what the others come to. If
the file marks key claims (`key: yes`), it is about these. A key judgement is a claim with its sentence, its verdict and
its number. Without marked claims, up to seven are chosen: of those that fail, of those that hold and would not hold
anyway (at base rates), and of the others, each time the shares that lie farthest from what the claim asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analysis.results import Judged, Tables
from detente.claims.numbers import (
    format_compared,
    format_constant,
    format_difference,
    format_interval_of_difference,
    format_number,
)
from detente.claims.verdict import (
    NO_EFFECT,
    ComparisonVerdict,
    Standing,
    Verdict,
    VerdictKind,
    count_standings,
)
from detente.report.answers.section import TableOfText
from detente.report.certificates import certificate_sentence
from detente.report.likelihood import Scale, likelihood_in_words, likelihood_word
from detente.report.words import (
    at_random_in_words,
    capitalize,
    comparison_in_words,
    cut_quote,
    in_words,
    plural_of,
    rules_in_words,
    sides_in_words,
)
from detente.scenario.model import Claim, Scenario

MOST_FAILING, MOST_HOLDING, MOST_OTHERS = 3, 3, 1
"""Of the key judgements that are chosen by rule."""

_LONGEST_QUOTE = 160

_AMOUNTS = (
    (1.0, "All of the argument holds in this model"),
    (0.9, "Nearly all of the argument holds in this model"),
    (0.6, "Most of the argument holds in this model"),
    (0.4, "About half of the argument holds in this model"),
    (0.1, "Little of the argument holds in this model"),
    (1e-9, "Hardly any of the argument holds in this model"),
    (0.0, "None of the argument holds in this model"),
)
"""From which share of the claims."""

_ASKED = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}


@dataclass(frozen=True)
class Judgement:
    """A key judgement: one claim with its quotation, its verdict, and the number in words.

    Args:
        says: the verdict with its number, in sentences. is_chosen: whether a rule chose it, not the file.
        statement: what was measured, in the language. answers: whether the file says that it answers its question.
    """

    claim: str
    quote: str
    verdict: VerdictKind
    says: tuple[str, ...]
    section: str = ""
    is_chosen: bool = False
    statement: str = ""
    answers: bool = False

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "says": list(self.says)}


def write_bottom_line(scenario: Scenario, judged: Judged, tables: Tables) -> str:
    """What the analysis comes to, in one sentence."""
    certificate = judged.certificate
    if certificate.grade == "do not use":
        why = certificate_sentence(certificate).removeprefix("Do not use. ")
        return f"There is no answer yet, because the solution cannot be used: {why[:1].lower()}{why[1:]}"
    if not judged.claims:
        return _likely_end(scenario, tables)
    if answer := _answer(scenario, judged):
        return answer
    keys = [claim for claim in judged.claims if claim.id in {each.id for each in scenario.claims if each.is_key}]
    if len(keys) == 1:
        rest = "" if len(judged.claims) == 1 else f", and of all claims {_tally(judged.claims)}"
        return f"{cut_quote(keys[0].quote, _LONGEST_QUOTE)} — this {_IS[keys[0].verdict]} in this model{rest}."
    counted = keys or list(judged.claims)
    share = sum(claim.verdict == "holds" for claim in counted) / len(counted)
    amount = next(words for least, words in _AMOUNTS if share >= least)
    which = "key claims" if keys else "claims" if len(counted) > 1 else "claim"
    rest = f" (of all {len(judged.claims)}: {_tally(judged.claims)})" if keys else ""
    return f"{amount}: of its {len(counted)} {which}, {_tally(counted)}{rest}."


def _answer(scenario: Scenario, judged: Judged) -> str:
    """What the file says that the verdict on one claim answers to its question, and how many claims hold; or ""."""
    answering = {claim.id: claim for claim in scenario.claims if claim.answers}
    for verdict in judged.claims:
        if verdict.id in answering:
            said = {**_ANSWERS, **dict(answering[verdict.id].answers)}
            rest = f" (Of all {len(judged.claims)} claims {_tally(judged.claims)}.)" if len(judged.claims) > 1 else ""
            return f"{_with_numbers(said[verdict.verdict].strip(), verdict)}{rest}"
    return ""


def _on_one_side(scenario: Scenario, judged: Judged, scale: Scale) -> Iterator[str]:
    """That an answer compares two shares that are both below one half, or both above it: more often is not often."""
    answering = {claim.id for claim in scenario.claims if claim.answers}
    deciding = next((find_deciding(each) for each in judged.claims if each.id in answering), None)
    if deciding is None or not deciding.is_share:
        return
    sides = [(each.value, each.interval) for each in deciding.sides if each.value is not None]
    shares = [share for share, _ in sides]
    if len(shares) == 2 and (max(shares) < 0.5 or min(shares) > 0.5) and min(shares) >= 0 and max(shares) <= 1:
        first, second = (likelihood_word(share, scale) for share in shares)
        one, other = (format_number(share, True, interval) for share, interval in sides)
        words = f"in both cases it is {first} ({one} and {other})"
        if first != second:
            words = f"in the first case it is {first} ({one}), in the second {second} ({other})"
        yield f"This answer is about a difference: {words}."


def _with_numbers(sentence: str, verdict: Verdict) -> str:
    """The sentence with the numbers of the verdict before its full stop."""
    deciding = find_deciding(verdict)
    if deciding is None or deciding.value is None or deciding.interval is None:
        return sentence
    return f"{sentence.removesuffix('.')} ({_numbers_in_words(deciding)})."


def tally_sections(scenario: Scenario, judged: Judged) -> TableOfText | None:
    """How many claims of each section of the text have each verdict; None if the text has no sections."""
    sections = _by_section(scenario.claims, judged.claims)
    if len(sections) < 2:
        return None
    counts = {name: count_standings(own) for name, own in sections.items()}
    kinds = [kind for kind, number in count_standings(judged.claims).items() if number]
    rows = [[name or "—", *(str(own.get(kind, 0) or "–") for kind in kinds)] for name, own in counts.items()]
    return TableOfText(["Section of the text", *map(capitalize, kinds)], rows, numeric=len(kinds))


def write_remarks(scenario: Scenario, judged: Judged, scale: Scale = "icd203") -> tuple[str, ...]:
    """What a reader of the bottom line should know besides, a sentence each."""
    if not judged.claims or judged.certificate.grade == "do not use":
        return ()
    remarks = [*_on_one_side(scenario, judged, scale)]
    anyway = sum(map(_is_anyway, judged.claims))
    if anyway:
        claims, they = ("1 claim holds", "It says") if anyway == 1 else (f"{anyway} claims hold", "They say")
        remarks.append(
            f"{claims} as at base rates, that is, if everybody did what is usual, whatever anybody wants. "
            f"{they} little about this crisis."
        )
    sections = _by_section(scenario.claims, judged.claims)
    counted = {name: [each for each in own if not _is_anyway(each)] for name, own in sections.items()}
    rates = {name: _num_held(own) / len(own) for name, own in counted.items() if own}
    if len(rates) > 1 and len(set(rates.values())) > 1:
        best, worst = max(rates, key=lambda name: rates[name]), min(rates, key=lambda name: rates[name])
        but = "; those that hold as at base rates are left out of both numbers" if anyway else ""
        remarks.append(
            f"Of the sections of the text, the argument does best in “{best}” ({_held(counted[best])}) and worst in "
            f"“{worst}” ({_held(counted[worst])}{but})."
        )
    return tuple(remarks)


_ANSWERS: Mapping[str, str] = {
    "no visible effect": "In this model it makes no visible difference.",
    "undecided": "This model leaves the question open.",
}
"""What is answered where the file has no words for a verdict."""

_IS: Mapping[VerdictKind, str] = {
    "holds": "holds",
    "fails": "fails",
    "no visible effect": "makes no visible difference",
    "undecided": "stays undecided",
}

_VERBS: Mapping[Standing, tuple[str, str]] = {"no visible effect": ("shows", "show"), "undecided": ("stays", "stay")}
"""Of one claim and of several, for standings that have none."""


def _tally(claims: Sequence[Verdict]) -> str:
    """`31 hold, 14 fail and 5 stay undecided`."""
    parts = [_count(kind, count) for kind, count in count_standings(claims).items() if count]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _count(kind: Standing, number: int) -> str:
    words = kind.replace(",", "") if number == 1 else plural_of(kind)
    return " ".join((str(number), *([_VERBS[kind][number != 1]] if kind in _VERBS else ()), words))


def _is_anyway(claim: Verdict) -> bool:
    """Whether a claim holds, and would at base rates too."""
    return claim.verdict == "holds" and claim.would_hold_at_random


def _num_held(claims: Sequence[Verdict]) -> int:
    return sum(each.verdict == "holds" for each in claims)


def _held(claims: Sequence[Verdict]) -> str:
    count = _num_held(claims)
    return f"{count} of {len(claims)} {'holds' if count == 1 else 'hold'}"


def _likely_end(scenario: Scenario, tables: Tables) -> str:
    last = tables.states[-1]["date"]
    ends: dict[str, tuple[float, str]] = {}
    for row in tables.states:
        if row["date"] == last:
            ends[row["variable"]] = max(ends.get(row["variable"], (-1.0, "")), (row["share"], row["level"]))
    titles = {variable.name: variable.title for variable in scenario.variables}
    parts = [
        f"{titles.get(name, in_words(name))} is {in_words(level)} in {format_number(share, True)} of plays"
        for name, (share, level) in list(ends.items())[:3]
    ]
    return f"The file makes no claims; at the end, in {last}, {', '.join(parts)}."


def _by_section(written: Sequence[Claim], judged: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """The claims of every section that the file names."""
    section_of = {claim.id: claim.section for claim in written}
    sections: dict[str, list[Verdict]] = {}
    for claim in judged:
        if section_of.get(claim.id):
            sections.setdefault(section_of[claim.id], []).append(claim)
    return sections


def choose_judgements(scenario: Scenario, judged: Judged, scale: Scale = "icd203") -> tuple[Judgement, ...]:
    """The key judgements in the order of the file: those that it marks, or else a few that a rule chooses."""
    marked = {claim.id for claim in scenario.claims if claim.is_put_first}
    answering = {claim.id for claim in scenario.claims if claim.answers}
    section_of = {claim.id: claim.section for claim in scenario.claims}
    chosen = [claim for claim in judged.claims if claim.id in marked] or _choose(judged.claims)
    return tuple(
        Judgement(
            claim.id,
            _strip(claim.quote),
            claim.verdict,
            tuple(describe_verdict(claim, scale)),
            section_of.get(claim.id, ""),
            not marked,
            claim.statement,
            claim.id in answering,
        )
        for claim in chosen
    )


def _strip(quote: str) -> str:
    return quote.strip().strip('“”"')


def _choose(claims: Sequence[Verdict]) -> list[Verdict]:
    """The claims that say most, in the order of the file."""
    groups: tuple[tuple[int, Callable[[Verdict], bool]], ...] = (
        (MOST_FAILING, lambda claim: claim.verdict in ("fails", NO_EFFECT)),
        (MOST_HOLDING, lambda claim: claim.verdict == "holds" and not claim.would_hold_at_random),
        (MOST_OTHERS, lambda claim: claim.verdict == "undecided" or claim.would_hold_at_random),
    )
    chosen: set[int] = set()
    for most, belongs in groups:
        own = [number for number, claim in enumerate(claims) if belongs(claim)]
        chosen |= set(sorted(own, key=lambda number: _distance(claims[number]), reverse=True)[:most])
    return [claims[number] for number in sorted(chosen)]


def _distance(claim: Verdict) -> tuple[bool, float]:
    """How far a claim's number is from what it asks; shares first, because other numbers have units of their own."""
    deciding = find_deciding(claim)
    if deciding is None or deciding.value is None or deciding.interval is None or not deciding.is_share:
        return False, 0.0
    low, high = deciding.interval
    threshold = deciding.threshold or 0.0
    # From the nearer end of the interval: what may be chance is no distance.
    return True, max(low - threshold, threshold - high, 0.0)


def find_deciding(claim: Verdict) -> ComparisonVerdict | None:
    """The comparison whose number and verdict are those of the claim."""
    for comparison in claim.comparisons:
        if (comparison.value, comparison.verdict) == (claim.value, claim.verdict):
            return comparison
    return claim.comparisons[-1] if claim.comparisons else None


def describe_verdict(claim: Verdict, scale: Scale = "icd203") -> list[str]:
    """The verdict in sentences: the word and the number, then what else to know."""
    sentences = [f"{capitalize(_number_in_words(claim, scale))}."]
    sentences += _other_parts(claim)
    if claim.robustness is not None:
        sentences.append(f"{capitalize(claim.headline)}.")
    sentences += [each for each in (at_random_in_words(claim), rules_in_words(claim)) if each]
    return sentences


def _number_in_words(claim: Verdict, scale: Scale) -> str:
    deciding = find_deciding(claim)
    if deciding is None or deciding.value is None or deciding.interval is None:
        return f"no number{f': {claim.note}' if claim.note else ''}"
    if len(deciding.sides) > 1:
        return _pair_in_words(deciding)
    asked = ""
    if deciding.threshold is not None:
        write = format_constant if deciding.is_difference else format_number
        asked = f"; the claim requires {_ASKED[deciding.operator]} {write(deciding.threshold, deciding.is_share)}"
    if deciding.is_share and not deciding.is_difference and 0 <= deciding.value <= 1:
        return f"{likelihood_in_words(deciding.value, deciding.interval, scale)}{asked}"
    (number, interval), *_ = comparison_in_words(deciding)
    return f"{number}{f' ({interval})' if interval else ''}{asked}"


def _other_parts(claim: Verdict) -> list[str]:
    """Which part of a claim that makes several comparisons decides, and the numbers of the others."""
    if len(claim.comparisons) < 2:
        return []
    deciding, own, others = find_deciding(claim), "", []
    for place, each in enumerate(claim.comparisons):
        name = _PARTS[place] if place < len(_PARTS) else f"part {place + 1}"
        if each is deciding:
            own = name
        else:
            others.append(f"the {name}: {' against '.join(number for number, _ in sides_in_words(each))}")
    return [f"That is the {own} part of the statement; {'; '.join(others)}."]


_PARTS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _numbers_in_words(comparison: ComparisonVerdict) -> str:
    """The number that is compared with a plain one, or both numbers: `24.5 % against 15.4 %`."""
    if len(comparison.sides) > 1:
        return " against ".join(number for number, _ in sides_in_words(comparison))
    if comparison.value is None:
        return ""
    is_difference = comparison.is_difference
    return format_compared(comparison.value, comparison.is_share, comparison.interval, is_difference=is_difference)


def _pair_in_words(comparison: ComparisonVerdict) -> str:
    assert comparison.value is not None
    assert comparison.interval is not None
    if comparison.effect is not None and comparison.effect.kind != "other":
        return comparison.effect.words
    apart = format_difference(comparison.value, comparison.is_share, comparison.interval)
    between = format_interval_of_difference(comparison.interval, comparison.is_share)
    asked = "larger" if comparison.operator in (">", ">=") else "smaller"
    more = f" by {format_constant(abs(comparison.threshold), comparison.is_share)}" if comparison.threshold else ""
    return (
        f"{_numbers_in_words(comparison)}, a difference of {apart} ({between}); the claim requires the first to be "
        f"{asked}{more}"
    )
