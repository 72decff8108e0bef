"""Why a claim holds or fails, as a section of a report: the because page."""

from __future__ import annotations

from detente.analysis.explanation import ActShare, Explanation, Explanations, TypeShare, Witness
from detente.claims.numbers import format_number, format_share
from detente.claims.verdict import Verdict
from detente.report.answers.reasons import READING, READING_OF_TERMS, reasons_in_sentences, reasons_lead, reasons_tables
from detente.report.answers.section import Section, TableOfText
from detente.report.telling import again_in_words, play_in_sentences, probability_in_words, quoted, title_of
from detente.report.words import VERDICTS_AS_VERBS, comparison_in_words, in_words, listed_in_words

_IN_PLAYS = ("in plays that support the claim", "in plays that contradict it")
_QUOTES = "“”\"'"
_READING_OF_PLAYS = (
    "In brackets: how likely a move or an event was at that moment. The play shown is the likeliest of its kind among "
    "those recorded; its probability is that of the whole play, chance and private types included."
)


def show_explanation(explanation: Explanation) -> Section:
    """Who plays what, by type, in the plays that decide the claim; a witness for and against; the reasons of a move."""
    sentences = [*_chain(explanation), *_witnesses(explanation)]
    tables = _tables(explanation)
    notes = [_READING_OF_PLAYS, *_again(explanation)]
    if explanation.reasons is not None:
        sentences += [f"{_which_move(explanation)} {reasons_lead(explanation.reasons)}"]
        sentences += reasons_in_sentences(explanation.reasons)
        tables += reasons_tables(explanation.reasons)
        notes.append(READING)
    return Section(
        id="because",
        place="play",
        title=f"Why “{explanation.verdict.id.replace('_', ' ')}” {_verdict_in_words(explanation.verdict)}",
        lead=lead_in_words(explanation),
        sentences=sentences,
        tables=tables,
        notes=notes,
    )


def show_explanations(explanations: Explanations) -> Section:
    """Several claims: what decides each, and its witnesses or, of key claims, the reasons of a move."""
    are_key = explanations.are_key
    sentences = list[str]()
    notes = [READING_OF_TERMS if are_key else _READING_OF_PLAYS]
    for each in explanations.each:
        sentences.append(f"“{_quote(each.verdict)}” {lead_in_words(each)}")
        sentences += _witnesses(each)
        if each.reasons is not None:
            sentences += [f"{_which_move(each)} {reasons_lead(each.reasons)}", *reasons_in_sentences(each.reasons)]
    if explanations.left_out:
        notes.append(f"No play decides these, which compare plain numbers: {', '.join(explanations.left_out)}.")
    lead = (
        "For every key claim: how the plays that support it differ from those that contradict it, and why a move is "
        "made: the one that the claim is about, or else the one that differs most between them. `detente explain` "
        "tells more of each, and of every other claim, with plays for and against."
        if are_key
        else "For every claim about this crisis alone: how the plays that support the claim differ from those that "
        "contradict it, and the likeliest play of each kind."
    )
    return Section(
        id="because",
        place="play",
        title="Why each key claim holds or fails" if are_key else "Why each claim holds or fails",
        lead=lead,
        sentences=sentences,
        notes=[*notes, *(note for each in explanations.each for note in _again(each))],
    )


def _which_move(explanation: Explanation) -> str:
    return "The move that it is about." if explanation.names_move else "The move that differs most."


def _quote(verdict: Verdict) -> str:
    """The sentence without quotation marks and without the full stop at its end."""
    return verdict.quote.strip(_QUOTES).rstrip(".")


def _verdict_in_words(verdict: Verdict) -> str:
    return VERDICTS_AS_VERBS[verdict.verdict]


def lead_in_words(explanation: Explanation) -> str:
    """The answer in a sentence or two: how many plays decide it which way, and what tells them apart."""
    verdict, (first, second) = explanation.verdict, explanation.sizes
    kind = f"It {VERDICTS_AS_VERBS[verdict.verdict]}"
    number = explanation.num_counted
    if not number:
        return f"{kind}: no play bears on it."
    if explanation.is_paired:
        names = [_crisis(name) for name in explanation.groups]
        same = number - first - second
        how = (
            f"with the same draws, {names[0]} and {names[1]} differ as claimed in {format_share(first / number)} of "
            f"{number:,} plays, the other way in {format_share(second / number)}, and not at all in "
            f"{format_share(same / number)}"
        )
    else:
        how = (
            f"of the {number:,} plays that bear on the claim, {format_share(first / number)} support it and "
            f"{format_share(second / number)} contradict it"
        )
    return f"{kind}: {how}. {_difference(explanation)}".strip()


def _difference(explanation: Explanation) -> str:
    """What tells the two groups of plays apart most: a type, or what is done."""
    if not explanation.is_paired and 0 in explanation.sizes:
        # There is nothing to tell apart.
        return ""
    wheres = _wheres(explanation)
    kinds = sorted(explanation.types, key=lambda each: -abs(each.first - each.second))
    act = explanation.acts[0] if explanation.acts else None
    if kinds and not explanation.is_paired and abs(kinds[0].first - kinds[0].second) > (_gap(act) if act else 0.05):
        return _type_in_words(kinds[0], explanation, wheres)
    return f"{_act_in_words(act, explanation, wheres) if act else ''} {_remade_in_words(explanation)}".strip()


def _remade_in_words(explanation: Explanation) -> str:
    """At which decisions the two crises have other menus."""
    if not explanation.remade:
        return ""
    where = listed_in_words([quoted(each) for each in explanation.remade])
    return f"At {where} the two crises have different menus; what is chosen there is not compared."


def _gap(act: ActShare) -> float:
    return abs(act.first - act.second)


def _wheres(explanation: Explanation) -> tuple[str, str]:
    if explanation.is_paired:
        first, second = (_crisis(name) for name in explanation.groups)
        return first, second
    return "of the plays that support the claim", "of those that contradict it"


def _crisis(name: str) -> str:
    return "the crisis as it is" if name == "as it is" else quoted(name)


def _type_in_words(kind: TypeShare, explanation: Explanation, wheres: tuple[str, str]) -> str:
    who = title_of(kind.actor, explanation.names)
    return (
        f"{who} is {quoted(kind.type)} in {format_share(kind.first)} {wheres[0]} and in {format_share(kind.second)} "
        f"{wheres[1]}."
    )


def _act_in_words(act: ActShare, explanation: Explanation, wheres: tuple[str, str]) -> str:
    who = title_of(act.actor, explanation.names)
    kind = f", if {quoted(act.type)}," if act.type else ""
    wheres = (f"in {wheres[0]}", f"in {wheres[1]}") if explanation.is_paired else _IN_PLAYS
    return (
        f"{who}{kind} chooses {quoted(act.act)} on {format_share(act.first)} of its occasions {wheres[0]} and on "
        f"{format_share(act.second)} {wheres[1]}."
    )


def _chain(explanation: Explanation) -> list[str]:
    """From the verdict to the quotation and its source."""
    verdict = explanation.verdict
    numbers = "; ".join(
        f"{number} ({interval})" if interval else number
        for part in verdict.comparisons
        for number, interval in comparison_in_words(part)
    )
    sentences = [f"The verdict rests on {verdict.statement.strip()}: {numbers}."]
    source = f" ({explanation.citation})" if explanation.citation else ""
    sentences.append(f"The statement formalises the sentence “{_quote(verdict)}”{source}.")
    if verdict.why:
        sentences.append(f"Why this statement: {verdict.why.rstrip('.')}.")
    if explanation.criterion is not None:
        side, number = explanation.criterion
        sentences.append(
            f"A play supports the claim if, in that play alone, {explanation.quantity} is {side} {number:.3g}."
        )
    return sentences


def _witnesses(explanation: Explanation) -> list[str]:
    return [line for witness in explanation.witnesses for line in _witness(explanation, witness)]


def _witness(explanation: Explanation, witness: Witness) -> list[str]:
    what = "supports the claim" if witness.bears_out else "contradicts the claim"
    if witness.play is None:
        return [
            f"No play that {what} was found, neither among {explanation.num_plays:,} recorded ones nor by a search."
        ]
    if witness.is_searched:
        opening = f"None of {explanation.num_counted:,} plays {what}. This is the likeliest one that a search found."
    else:
        opening = f"The likeliest play that {what} ({format_share(witness.share)} of the plays do)."
    opening = f"{opening} The probability of the whole play is {probability_in_words(witness.play)}."
    paragraphs = [opening, *play_in_sentences(witness.play, explanation.names)]
    if witness.twin is not None:
        first, second = (_crisis(name) for name in explanation.groups)
        paragraphs[0] += f" First {first}:"
        other = [each for each in play_in_sentences(witness.twin, explanation.names) if each not in paragraphs]
        paragraphs += [f"With the same draws, {second} (differences only):", *other]
    if witness.statement and witness.value is not None and witness.interval is not None:
        is_share = any(part.is_share for part in explanation.verdict.comparisons)
        number = format_number(witness.value, is_share, witness.interval)
        paragraphs.append(
            f"With these types and these moves, averaged over chance, the number is {number}: {witness.statement}"
        )
    return paragraphs


def _again(explanation: Explanation) -> list[str]:
    plays = [play for witness in explanation.witnesses for play in (witness.play, witness.twin) if play is not None]
    return [f"{again_in_words(play)}." for play in plays]


def _tables(explanation: Explanation) -> list[TableOfText]:
    headings = list(map(_heading, explanation.groups))
    tables = []
    if explanation.types and not explanation.is_paired and 0 not in explanation.sizes:
        rows = [
            [
                title_of(each.actor, explanation.names),
                in_words(each.type),
                *map(format_share, (each.prior, each.first, each.second)),
            ]
            for each in explanation.types
        ]
        tables.append(TableOfText(["Actor", "Type", "Prior", *headings], rows, "Who they are", 3))
    if explanation.acts:
        rows = [
            [
                title_of(each.actor, explanation.names),
                in_words(each.type or "—"),
                f"{in_words(each.decision)}: {in_words(each.act)}",
                *map(format_share, (each.first, each.second)),
            ]
            for each in explanation.acts
        ]
        tables.append(TableOfText(["Actor", "Type", "Act", *headings], rows, "Who plays what", 2))
    return tables


def _heading(group: str) -> str:
    named = {"bears out": "Plays that support it", "breaks": "Plays that contradict it", "as it is": "As it is"}
    return named.get(group, in_words(group))
