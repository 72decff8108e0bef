"""The debrief, part by part: who was who, how it went, each move beside the equilibrium, and what was expected."""

from __future__ import annotations

from detente.claims.numbers import format_plain, format_share
from detente.report.telling import date_in_words
from detente.report.words import in_words
from detente.table.judged import Debrief, ExpectationScore, JudgedMove, Replayed, SeatScore
from detente.table.web.elements import facts, meter, sentences, table, tag

_WIDTH, _PAD, _MIDDLE = 216, 6, 9


def draw_opening(debrief: Debrief) -> None:
    """What was hidden, the story, and where it ended."""
    if debrief.types:
        with tag("section"):
            tag("h2", "Who was who")
            rows = [[who, words, format_share(prior)] for who, words, prior in debrief.types]
            table("What was hidden during the play", ["Actor", "Type", "Believed at the start"], rows, numbers={2})
    with tag("section", None, "story"):
        tag("h2", "How it went")
        for paragraph in debrief.story:
            tag("p", paragraph)
        facts([(each.label, each.words) for each in debrief.state])


def draw_scores(scores: tuple[SeatScore, ...]) -> None:
    """How every chair did."""
    tag("h2", "How everybody did")
    heads = ["Chair", "Player", "Payoff", "Expected at the start", "Regret of its moves", "Forecasts", "The model's"]
    rows = [
        [
            each.who,
            each.player,
            format_plain(each.realised),
            format_plain(each.expected),
            format_plain(each.regret),
            _brier(each.brier, each.num_scored),
            _brier(each.model_brier, each.num_scored),
        ]
        for each in scores
    ]
    table("Payoffs are discounted to the start. Forecasts: mean Brier score, 0 the best, 2 the worst.",
          heads, rows, numbers={2, 3, 4, 5, 6})  # fmt: skip


def draw_move(move: JudgedMove) -> None:
    """A move beside the equilibrium: the menu with its probabilities, what it cost, and what it told the others."""
    tag("h3", f"{move.date_words}: {move.act_words}", id=move_key(move))
    tag("p", f"{move.who}, {move.player}" if move.player else move.who, "cite")
    tag("p", move.regret_words, "regret")
    with tag("div", None, "scroll", tabindex=0, role="group", aria_label=f"The menu at {move.date_words}"):
        _draw_menu(move)
    if move.terms:
        with tag("details"):
            tag("summary", "Where the difference comes from")
            rows = [[each.words, format_plain(each.amount, signed=True), f"± {format_plain(each.error)}"]
                    for each in move.terms]  # fmt: skip
            table("What the best act would have gained", ["Payoff", "More", "Error"], rows, numbers={1, 2})
    if move.told:
        tag("h4", "What the others learned")
        _draw_told(move)
    if move.intends:
        tag("p", f"Intended: {move.intends}", "intended")


def move_key(move: JudgedMove) -> str:
    """The id of a move's heading."""
    return f"move-{move.turn}-{move.actor}".replace("_", "-")


def _draw_menu(move: JudgedMove) -> None:
    with tag("table"):
        tag("caption", "What could be done, the best first")
        with tag("thead"), tag("tr"):
            for head in ("Act", "In equilibrium", "Behind the best"):
                tag("th", head, "" if head == "Act" else "number", scope="col")
        with tag("tbody"):
            for each in move.acts:
                is_played = each.act == move.act
                with tag("tr", None, "played" if is_played else ""):
                    with tag("td"):
                        tag("span", each.words)
                        if is_played:
                            tag("span", "played", "badge undecided")
                        if each.act == move.best:
                            tag("span", "best", "badge holds")
                    with tag("td", None, "number"):
                        meter(each.probability, "")
                        tag("span", format_share(each.probability), "beside")
                    tag("td", format_plain(each.behind), "number")


def _draw_told(move: JudgedMove) -> None:
    """The belief in each type before the move (hollow) and after it (full), on one line from 0 to 100 %."""
    tag("p", move.told_words)
    with tag("ul", None, "told"):
        for each in move.told:
            words = f"{format_share(each.before)} → {format_share(each.after)}"
            with tag("li"):
                tag("span", each.words)
                _draw_shift(each.before, each.after)
                tag("span", words, "number")


def _draw_shift(before: float, after: float) -> None:
    start, end = (round(_PAD + (_WIDTH - 2 * _PAD) * share, 1) for share in (before, after))
    with tag("svg", None, "shift", viewBox=f"0 0 {_WIDTH} {2 * _MIDDLE}", aria_hidden="true", focusable="false"):
        tag("line", None, "rule", x1=_PAD, x2=_WIDTH - _PAD, y1=_MIDDLE, y2=_MIDDLE)
        tag("line", None, "way", x1=start, x2=end, y1=_MIDDLE, y2=_MIDDLE)
        tag("circle", None, "before", cx=start, cy=_MIDDLE, r=4)
        tag("circle", None, "after", cx=end, cy=_MIDDLE, r=4.5)


def draw_expectations(expectations: tuple[ExpectationScore, ...]) -> None:
    """What was stated, and what came."""
    tag("h2", "What was expected")
    heads = ["When", "Player", "Expected", "Came", "Stated for it", "The model", "Brier score", "The model's"]
    rows = [
        [
            date_in_words(each.date),
            each.player,
            each.words,
            in_words(each.came) or "not told",
            format_share(each.stated) if each.came else "–",
            "–" if each.model_stated is None else format_share(each.model_stated),
            _brier(each.brier, 1),
            _brier(each.model_brier, 1),
        ]
        for each in expectations
    ]
    table("A Brier score is the sum of squared errors: 0 the best, 2 the worst.", heads, rows, numbers={4, 5, 6, 7})


def draw_replayed(replayed: Replayed) -> None:
    """What would have happened."""
    tag("p", replayed.words, "lead", role="status")
    rows = [
        [each.variable, each.words, format_share(each.share), "as played" if each.is_played else ""]
        for each in replayed.levels
    ]
    table(f"Where {replayed.times:,} plays from here end", ["What", "Level", "Share", ""], rows, numbers={2})
    rows = [
        [
            each.who,
            f"{format_plain(each.mean)} ± {format_plain(each.error)}",
            "–" if each.realised is None else format_plain(each.realised),
            "–" if each.share_below is None else format_share(each.share_below),
        ]
        for each in replayed.payoffs
    ]
    table("Payoffs", ["Actor", "Mean", "In your play", "Plays with less"], rows, numbers={1, 2, 3})
    with tag("details"):
        tag("summary", "A typical one of them")
        sentences(list(replayed.story))


def _brier(score: float | None, num_scored: int) -> str:
    return "–" if score is None or not num_scored else format_plain(score)
