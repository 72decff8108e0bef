"""The table in a terminal: plain lines and typed answers, also over a remote shell; several persons take turns."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from detente.claims.numbers import format_share
from detente.errors import DetenteError
from detente.report.words import in_words
from detente.table.judged import Debrief, JudgedMove
from detente.table.moves import TableError
from detente.table.records import Question, SeatView
from detente.table.replays import payoff_in_words
from detente.table.seat import belief_in_words
from detente.table.session import Table
from detente.table.words import amount_in_words

HELP = """\
An answer is the number of an act, or its name. Besides:
  history      everything that was seen so far
  expect …     what you expect: `expect rebels plays advance 60%, rebels plays hold 40%`, or an event:
               `expect eventually front == held by 2015-08 30%`
  intend …     what you intend, in your own words
  save FILE    write the game to a file, FILE.json; FILE.csv: its log, which tells everything hidden
  help         this text
  quit         leave the table"""

HELP_AFTER = """\
  replay TURN [ACT]   what would have happened from a turn on, a thousand times
  fork TURN           go back to a turn, and play on from there
  save FILE           write the game to a file
  quit                leave the table"""

_STATED = re.compile(r"\s*(.+?)[\s:=]+([\d.]+)\s*(%?)\s*")
_LINES_TO_CLEAR = 60


class Left(Exception):  # noqa: N818
    """Somebody left the table."""


class TerminalTable:
    """A table with one screen and one keyboard.

    Args:
        read: asks a question and returns what was typed; raises EOFError at the end of the input.
        write: writes a line. stamp: the wall clock. asks: whether expectations and intentions are asked for.
        keep: the file to which the game is written after every move; None: to none.
    """

    def __init__(
        self,
        table: Table,
        read: Callable[[str], str],
        write: Callable[[str], None],
        *,
        stamp: Callable[[], str],
        asks: bool = True,
        keep: Path | None = None,
    ) -> None:
        self.table, self.read, self.write, self.stamp, self.asks, self.keep = table, read, write, stamp, asks, keep
        self._shown: dict[str, int] = {}
        self._at_screen = ""

    def play(self) -> None:
        """Play until somebody leaves, and talk the game over when it has ended."""
        try:
            while True:
                while not self.table.ended:
                    self.table.advance()
                    self._save()
                    for seat in self.table.list_waited_for():
                        self._move(seat)
                if not self._talk_over():
                    return
        except (Left, EOFError):
            self._save()
            self.write("You have left the table." + (f" The game is in {self.keep}." if self.keep else ""))

    def _save(self) -> None:
        if self.keep is not None:
            self.table.save(self.keep)

    # A move.

    def _move(self, seat: str) -> None:
        if len({chair.player for chair in self.table.chairs.values()}) > 1 and self._at_screen != seat:
            self._hand_over(seat)
        self._at_screen = seat
        while seat in self.table.list_waited_for():
            view = self.table.view(seat)
            self._show(view)
            question = view.questions[0]
            expects: dict[str, float] = {}
            intends = ""
            if self.asks and question.menu[0].act:
                expects, intends = self._ask_expectations(view)
            while True:
                typed = self.read(f"{view.who}, your choice: ").strip()
                if typed.startswith("expect "):
                    expects |= self._read_expectations(typed.removeprefix("expect "))
                elif typed.startswith("intend "):
                    intends = typed.removeprefix("intend ").strip()
                elif not self._do(typed, view) and self._choose(seat, question, typed, expects, intends):
                    break
            self._shown[seat] = max((each.turn for each in view.history), default=0)

    def _choose(self, seat: str, question: Question, typed: str, expects: dict[str, float], intends: str) -> bool:
        """Whether the choice was made; else what is wrong with it has been written."""
        menu = question.menu
        act = menu[int(typed) - 1].act if typed.isdecimal() and 1 <= int(typed) <= len(menu) else typed
        if typed.isdecimal() and not 1 <= int(typed) <= len(menu):
            self.write(f"There is no act number {typed}; there are {len(menu)}.")
            return False
        try:
            self.table.act(seat, act, expects=expects, intends=intends, stamp=self.stamp())
        except DetenteError as error:
            self.write(f"Not possible: {error}")
            return False
        return True

    def _hand_over(self, seat: str) -> None:
        chair = self.table.chair(seat)
        if self._at_screen:
            for _ in range(_LINES_TO_CLEAR):
                self.write("")
        self.read(f"{chair.player}, you decide for {chair.who}. Press Enter when only you see the screen. ")

    def _ask_expectations(self, view: SeatView) -> tuple[dict[str, float], str]:
        for each in view.foreseeable:
            acts = ", ".join(event for event, _ in each.events)
            self.write(f"Possible acts of {each.who}: {acts}")
        while True:
            typed = self.read("What do you expect? (as: rebels plays hold 70%; Enter for nothing) ").strip()
            if typed in ("help", "quit", "history"):
                self._do(typed, view)
                continue
            expects = self._read_expectations(typed) if typed else {}
            if expects or not typed:
                break
        return expects, self.read("What do you intend? (Enter for nothing) ").strip()

    def _read_expectations(self, typed: str) -> dict[str, float]:
        """What was stated; {} where it cannot be read, which has been written."""
        from detente.table.foreseen import read_expectations

        expects: dict[str, float] = {}
        for part in typed.split(","):
            found = _STATED.fullmatch(part)
            if found is None:
                self.write(f"'{part.strip()}' does not end in a probability, such as 60% or 0.6.")
                return {}
            try:
                expects[found[1].strip()] = float(found[2]) / (100 if found[3] else 1)
            except ValueError:
                self.write(f"'{found[2]}' is not a number.")
                return {}
        try:
            read_expectations(expects, self.table.scenario)
        except DetenteError as error:
            self.write(f"Not possible: {error}")
            return {}
        return expects

    def _do(self, typed: str, view: SeatView) -> bool:
        """Whether what was typed is a command, which has been carried out."""
        word, _, rest = typed.partition(" ")
        if word == "quit":
            raise Left
        if word in ("", "help", "?"):
            self.write(HELP)
        elif word == "history":
            for told in view.history:
                self.write(f"{told.date_words}. {told.words}")
        elif word == "save" and rest:
            self._save_as(rest)
        else:
            return False
        return True

    def _save_as(self, name: str) -> None:
        try:
            self.write(f"Written: {self.table.save(Path(name.strip()))}")
        except OSError as error:
            self.write(f"Not possible: {error}")

    def _show(self, view: SeatView) -> None:
        clock = view.clock
        self.write("")
        self.write(f"=== {view.title} — {view.date_words}, {clock.step} {clock.period} of {clock.num_periods} ===")
        since = self._shown.get(view.seat, 0)
        for message in view.messages:
            if message.turn > since:
                self.write(f"The umpire: {message.words}")
        for told in view.history:
            if told.turn > since:
                self.write(f"{told.date_words}. {told.words}")
        self.write("State: " + "; ".join(f"{each.label.lower()} {each.words}" for each in view.state))
        for private in view.private:
            more = [*(f"{label} {level}" for label, level in private.secrets), *(f"{a} {b}" for a, b in private.traits)]
            self.write(f"You know: {private.words}" + (f" ({'; '.join(more)})" if more else ""))
            wants = "; ".join(f"{label}: {formula}" for label, formula in private.wants)
            if wants:
                self.write(f"You want: {wants}")
            if private.numbers:
                self.write("Where " + ", ".join(f"{name} = {value}" for name, value in private.numbers))
        for belief in view.beliefs:
            if belief.probability > 0.0005:
                own = " (what the others think of you)" if belief.is_own else ""
                self.write(f"  {belief_in_words(belief)}{own}")
        question = view.questions[0]
        self.write(question.words)
        for number, entry in enumerate(question.menu, start=1):
            self.write(
                f"  {number} {entry.words}" + "".join(f" — {part}" for part in (entry.effects, entry.costs) if part)
            )

    # When it is over.

    def _talk_over(self) -> bool:
        """The debrief, and what would have happened; whether the table was put back to an earlier turn."""
        for line in debrief_in_lines(self.table.debrief()):
            self.write(line)
        self.write(HELP_AFTER)
        while True:
            word, _, rest = self.read("Debrief: ").strip().partition(" ")
            try:
                if word == "quit":
                    self._save()
                    return False
                if word == "replay":
                    turn, _, act = rest.partition(" ")
                    done = self.table.replay(_turn(turn), act=act.strip() or None)
                    for line in [done.words, *map(payoff_in_words, done.payoffs), *done.story]:
                        self.write(line)
                elif word == "fork":
                    self.table = self.table.fork(_turn(rest))
                    self._shown.clear()
                    return True
                elif word == "save" and rest:
                    self._save_as(rest)
                else:
                    self.write(HELP_AFTER)
            except DetenteError as error:
                self.write(f"Not possible: {error}")


def _turn(text: str) -> int:
    if not text.strip().isdecimal():
        raise TableError(f"'{text.strip()}' is not the number of a turn")
    return int(text)


def debrief_in_lines(done: Debrief) -> list[str]:
    """A debrief as plain lines."""
    lines = ["", f"=== {done.title}: the debrief ===", *done.story]
    for move in done.moves:
        lines += ["", *_move_in_lines(move)]
    if done.expectations:
        lines += ["", "What was expected:"]
    for each in done.expectations:
        came = f"happened: {in_words(each.came)}" if each.came else "the play ended first"
        scored = f"; Brier {each.brier:.2f}" if each.brier is not None else ""
        beside = f" (the model's: {each.model_brier:.2f})" if each.model_brier is not None else ""
        lines.append(f"  Turn {each.turn}, {each.player}. {each.words}; {came}{scored}{beside}")
    lines.append("")
    for score in done.scores:
        text = f"{score.player} ({score.who}): got {amount_in_words(score.realised)}, "
        text += f"could expect {amount_in_words(score.expected)} at the start; regret {amount_in_words(score.regret)}"
        if score.brier is not None and score.log is not None:
            text += f"; mean Brier score {score.brier:.2f}, logarithmic {score.log:.2f}"
        lines.append(f"{text}.")
    return [*lines, "", *done.notes]


def _move_in_lines(move: JudgedMove) -> list[str]:
    by = " (the umpire's move)" if move.made_by == "umpire" else ""
    lines = [
        f"Turn {move.turn}, {move.date_words}. {move.player} for {move.who} {in_words(move.stage)}: "
        f"{move.act_words}{by}."
    ]
    if move.intends:
        lines.append(f"  Intended: {move.intends}")
    acts = ", ".join(
        f"{each.words} {format_share(each.probability)}"
        + (f" (worth {amount_in_words(each.behind)} less)" if each.behind > 0 else "")
        for each in move.acts
    )
    lines.append(f"  The equilibrium{f', being {move.type}' if move.type else ''}: {acts}.")
    lines.append(f"  {move.regret_words}")
    if move.terms:
        parts = ", ".join(f"{term.words} {term.amount:+.3g} (± {1.96 * term.error:.2g})" for term in move.terms)
        lines.append(f"  What the best act would have gained: {parts} (simulated).")
    return [*lines, *([f"  {move.told_words}"] if move.told_words else [])]
