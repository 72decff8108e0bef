"""The indicators board as a section: what to watch for after what has happened, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.board import Board, Hypothesis, Lookout, Sign
from detente.claims.numbers import format_plain, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.likelihood import describe_scale, likelihood_word
from detente.report.telling import called, variable_called
from detente.report.words import capitalize, in_words

MOST_OF_ONE = 3
"""Signs of one hypothesis in a page; the table as CSV has more."""

MOST_ROWS = 40
MOST_PLACES = 8


def show_board(board: Board) -> Section:
    """Every open question with the signs that would tell most about it, and where to look."""
    signs = _chosen(board)
    tables = []
    if signs:
        headings = ["Date", "If you see …", "How probable", "About", "Now", "If seen", "If not", "Times the odds"]
        rows = [_row(board, each) for each in signs]
        tables.append(TableOfText([*headings, "Bits"], rows, "The most telling signs", numeric=6))
    if board.lookouts:
        rows = [
            [each.date, capitalize(_where(each, board)), capitalize(_of(board, each)), format_plain(each.bits, 2)]
            for each in _few(board.lookouts)
        ]
        tables.append(TableOfText(["Date", "Look at", "To learn whether", "Bits"], rows, "Where to look", 1))
    if board.hypotheses:
        rows = [[capitalize(_words(each)), _likely(each.probability)] for each in board.hypotheses]
        tables.append(TableOfText(["Open question", "Now, in the crisis alone"], rows, "Open questions"))
    return Section(
        id="watch",
        title=f"What to watch from {board.as_of}",
        lead=_lead(board),
        sentences=_sentences(signs, board),
        tables=tables,
        notes=[_note(board)],
        place="watch",
    )


def _chosen(board: Board) -> list[Sign]:
    """The most telling signs: of each hypothesis a few, each from another place."""
    sources: dict[tuple[str, str], set[str]] = {}
    chosen = []
    for each in board.signs:
        known = sources.setdefault((each.kind, each.hypothesis), set())
        if each.source not in known and len(known) < MOST_OF_ONE:
            known.add(each.source)
            chosen.append(each)
    return chosen[:MOST_ROWS]


def _few(lookouts: Sequence[Lookout]) -> list[Lookout]:
    """The most telling places, each hypothesis once."""
    return list({(each.kind, each.hypothesis): each for each in reversed(lookouts)}.values())[::-1][:MOST_PLACES]


def _lead(board: Board) -> str:
    if not board.hypotheses:
        return f"From {board.as_of} on there is no open question on which a sign could bear."
    if not board.signs:
        return (
            f"No single sign from {board.as_of} to {board.last} is told apart from chance with so many plays. The "
            "table says where looking can be expected to reveal most."
            if board.lookouts
            else f"Nothing that can be seen from {board.as_of} to {board.last} reveals much about the open questions."
        )
    first = board.signs[0]
    return (
        f"Watch {_where(first, board)} in {first.date}: after “{_seen(first)}” the probability that "
        f"{_of(board, first)} is {_likely(first.if_seen)}, otherwise {_likely(first.if_not)}; it is "
        f"{format_share(first.now)} now."
    )


def _sentences(signs: Sequence[Sign], board: Board) -> list[str]:
    silence = next((each for each in signs if each.is_silence), None)
    if silence is None:
        return []
    return [
        f"What does not happen is a sign, too: without “{_seen(silence)}” ({_where(silence, board)}) in "
        f"{silence.date} the probability that {_of(board, silence)} is {_likely(silence.if_not)}, against "
        f"{format_share(silence.now)} now."
    ]


def _row(board: Board, each: Sign) -> list[str]:
    return [
        each.date,
        f"{capitalize(_where(each, board))}: {_seen(each)}",
        _likely(each.probability),
        capitalize(_of(board, each)),
        format_share(each.now),
        format_share(each.if_seen),
        format_share(each.if_not),
        f"{format_plain(each.ratio, 2)} ({format_plain(each.low, 2)} … {format_plain(each.high, 2)})",
        format_plain(each.bits, 2),
    ]


def _likely(share: float) -> str:
    return f"{likelihood_word(share)} ({format_share(share)})"


def _where(each: Sign | Lookout, board: Board) -> str:
    if each.owner:
        return f"{called(each.owner, board.names)} {in_words(each.source)}"
    return variable_called(each.source, board.names)


def _seen(sign: Sign) -> str:
    return in_words(sign.seen)


def _of(board: Board, each: Sign | Lookout) -> str:
    return in_words(board.words[each.kind, each.hypothesis])


def _words(each: Hypothesis) -> str:
    return in_words(each.words)


def _note(board: Board) -> str:
    known = (
        f"{board.num_events} events up to {board.learned_to} are known"
        if board.num_events
        else "No earlier event is known"
    )
    ratio = (
        " “Times the odds” is the likelihood ratio: how many times as often the sign is seen if the hypothesis is true "
        "as if it is not, with its 95 % interval (simulation error only)."
        if board.signs
        else ""
    )
    return (
        f"{known}; {board.num_plays:,} plays of the crisis alone that agree with them, watched from {board.as_of} to "
        f"{board.last}.{ratio} Bits measure how much looking is expected to reveal. Probabilities are at the base "
        f"values of the uncertain numbers. {describe_scale('icd203')}."
    )
