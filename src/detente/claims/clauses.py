"""The insides of quantities: events, conditions, dates, and forced moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from detente.claims.chosen import read_act, require_number
from detente.claims.dates import UNITS, read_duration, read_window
from detente.claims.grouping import TIME_WORDS, WINDOW_WORDS, Group, group_operands, speaks_of_time, tells_lies
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Combination,
    Event,
    Eventually,
    LieTold,
    Negation,
    Window,
    Within,
)
from detente.claims.tokens import ClaimError, Token, Tokens, find, find_closing, is_enclosed, split
from detente.errors import EvaluationError
from detente.scenario.constants import compute_number_values, evaluate_constant, is_constant
from detente.scenario.expressions import (
    ActionTest,
    Belief,
    Binary,
    CalendarField,
    ChosenNumber,
    Expression,
    Formula,
    NamedNumber,
    Parameter,
    Situation,
    StateVariable,
    TypeTest,
    evaluate,
)
from detente.scenario.grammar import parse_formula
from detente.scenario.measures import seen_by_all
from detente.scenario.model import Decision, Scenario, walk
from detente.scenario.names import RESERVED, Place, collect_names, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.syntax import read_number
from detente.scenario.utterances import Assertion
from detente.simulate.moves import ForcedMove, decides_for

# What may be one thing at one moment of a play and another at the next.
_WITHIN = "write X within NUMBER months of Y, where Y is a condition or a move, such as ACTOR plays ACT"
_MOVING = (StateVariable, CalendarField, Belief, ActionTest, ChosenNumber)


class Clauses:
    """Reads the clauses of one claim with the names of one crisis."""

    def __init__(self, scenario: Scenario, text: str, where: Where) -> None:
        self.scenario = scenario
        self.text = text
        self.where = where
        self.names = seen_by_all(collect_names(scenario))

    @property
    def _whole(self) -> Window:
        return Window(0, self.scenario.calendar.told.num_periods - 1)

    # Formulas

    def _formula(self, tokens: Tokens, kind: Literal["condition", "number"], before: int) -> Formula:
        text = self.text[tokens[0].start : tokens[-1].end]
        place = Place(f"a claim's {kind}", kind=kind, types=None, has_beliefs=True, before=before)
        formula = parse_formula(text, self.names, place, self.where, tokens[0].start)
        for part in walk(formula.tree):
            if isinstance(part, Binary) and part.operator == "/" and self._is_zero(part.right):
                raise ClaimError(f"'{text}' divides by zero", tokens[0].start)
        return formula

    def _is_moving(self, part: Expression) -> bool:
        """Whether it may be one thing at one moment of a play and another at the next."""
        if isinstance(part, TypeTest | Parameter):
            (actor,) = (each for each in self.scenario.actors if each.name == part.actor)
            is_secret = isinstance(part, Parameter) and part.name in self.names.actors[part.actor].secrets
            return actor.has_changes or is_secret
        return isinstance(part, _MOVING)

    def _is_zero(self, tree: Expression) -> bool:
        """Whether an expression of numbers alone is 0."""
        if not is_constant(tree):
            return False
        try:
            return evaluate_constant(tree, compute_number_values(self.scenario)) == 0
        except (EvaluationError, ValueError):
            return False

    def condition(self, tokens: Tokens, near: Token, before: int | None = None) -> Formula:
        """A condition at a period's end, or at the stage `before`."""
        if not tokens:
            raise ClaimError(f"a condition is missing next to '{near.text}'", near.start)
        if misplaced := find(tokens, ("eventually", "always")):
            word = tokens[misplaced[0]]
            raise ClaimError(f"'{word.text}' goes before its condition, as in {word.text} X", word.start)
        return self._formula(tokens, "condition", len(self.scenario.stages) if before is None else before)

    def expression(self, tokens: Tokens) -> tuple[Formula, Window]:
        """`EXPRESSION at DATE`, a number at a period's end."""
        places = find(tokens, WINDOW_WORDS)
        body = tokens[: places[0]] if places else tokens
        if not body:
            raise ClaimError("an expression is missing", tokens[0].start if tokens else 0)
        if misplaced := find(body, ("eventually", "always", "plays", "within")):
            raise ClaimError("E(…) takes a number; write P(…) for an event", body[misplaced[0]].start)
        window = self.window(tokens[places[0] :], body[-1]) if places else self._whole
        return self._formula(body, "number", len(self.scenario.stages)), window

    def names_secret(self, tokens: Tokens) -> bool:
        """Whether `ACTOR.SECRET` stands among the words."""
        texts = [token.text for token in tokens]
        named = zip(texts, texts[1:], texts[2:], strict=False)
        return any(dot == "." and self.names.secret_of(owner, name) is not None for owner, dot, name in named)

    def belief(self, tokens: Tokens) -> tuple[Formula, Window]:
        """`ACTOR.SECRET == LEVEL at DATE`, as the public belief that it is so, and the date."""
        places = find(tokens, ("at",))
        if not places or places[0] == 0:
            raise ClaimError(
                "a belief changes over time; give its date: belief(ACTOR.SECRET == LEVEL at DATE)", tokens[0].start
            )
        body = tokens[: places[0]]
        text = f"belief({self.text[body[0].start : body[-1].end]})"
        place = Place("a claim's belief", types=None, has_beliefs=True, before=len(self.scenario.stages))
        # The text begins before the words of the file that it holds.
        formula = parse_formula(text, self.names, place, self.where, body[0].start - len("belief("))
        return formula, self.window(tokens[places[0] :], body[-1])

    def number(self, token: Token) -> float | None:
        """The value of a number that is written out or an entry of `numbers`; None for other words."""
        if token.kind == "number":
            return read_number(token.text)
        if token.text not in self.names.numbers:
            return None
        entries = {entry.name: entry.formula.tree for entry in self.scenario.numbers}
        values: dict[str, float] = {}

        def value_of(name: str) -> float:
            if name not in values:
                for part in walk(entries[name]):
                    if isinstance(part, NamedNumber):
                        value_of(part.name)
                values[name] = evaluate(entries[name], Situation(levels={}, numbers=values, period=0))
            return values[name]

        return value_of(token.text)

    def level(self, tokens: Tokens) -> float | None:
        """The value of a level of a scale, `advance` or `front.advance`; None if the words are not a level."""
        name = tokens[-1].text
        if len(tokens) == 3 and tokens[1].text == "." and tokens[0].text in self.names.variables:
            owners = tuple(each for each in self.names.owners_of_level(name) if each == tokens[0].text)
        else:
            owners = self.names.owners_of_level(name) if len(tokens) == 1 else ()
        if not owners:
            return None
        if len(owners) > 1:
            message = f"'{name}' is a level of {listed(owners)}; write {owners[0]}.{name}"
            raise ClaimError(message, tokens[0].start)
        variable = self.names.variables[owners[0]]
        if not variable.is_ordered:
            message = f"'{variable.name}' is unordered, so its level '{name}' is not a number; write P(…)"
            raise ClaimError(message, tokens[0].start)
        return variable.values[variable.levels.index(name)]

    def words(self) -> frozenset[str]:
        """Every word that the crisis or the language has."""
        names = self.names
        levels = (level for variable in names.variables.values() for level in variable.levels)
        acts = (act for each in names.decisions for act in (each.name, *each.acts, *each.ranges))
        own = (word for actor in names.actors.values() for word in (*actor.types, *actor.own, *actor.public))
        variants = [each.name for each in self.scenario.variants] + [each.name for each in self.scenario.measures]
        gone = (act for _, act in names.gone)
        return frozenset({*RESERVED, *names.variables, *names.numbers, *names.actors, *names.seats, *UNITS}).union(
            names.definitions, levels, acts, own, variants, gone
        )

    # Who and what

    def type_of(self, actor: Token, kind: Token | None) -> tuple[str, str | None]:
        """An actor and one of its types."""
        entry = self.names.actors.get(actor.text)
        if entry is None:
            if actor.text in self.names.seats:
                holders = listed(self.names.holders(actor.text))
                raise ClaimError(f"'{actor.text}' is a seat; name one of its holders ({holders})", actor.start)
            hint = f"{nearest(actor.text, self.names.actors)} (actors: {listed(self.names.actors)})"
            raise ClaimError(f"unknown actor '{actor.text}'{hint}", actor.start)
        if kind is not None and kind.text not in entry.types:
            hint = f"{nearest(kind.text, entry.types)} (types: {listed(entry.types)})"
            raise ClaimError(f"{actor.text} has no type '{kind.text}'{hint}", kind.start)
        return actor.text, kind.text if kind else None

    def move(self, tokens: Tokens, near: Token) -> ActionPlayed:
        """`OWNER plays ACTION`, with dates."""
        if len(tokens) < 3 or tokens[1].text != "plays":
            raise ClaimError("write ACTOR plays ACTION", (tokens[0] if tokens else near).start)
        owner, (action, rest) = tokens[0], read_act(tokens, self._decisions_of(tokens[0].text))
        if self._is_gone(owner.text, action.text):
            return ActionPlayed(owner.text, action.text, self.window(rest, action))
        menus = self._menus(owner)
        actions = list(dict.fromkeys(each.name for menu in menus for each in menu.actions))
        require_number(owner, action, menus)
        if action.text not in actions:
            hint = f"{nearest(action.text, actions)} (actions: {listed(actions)})"
            raise ClaimError(f"{owner.text} has no action '{action.text}'{hint}", action.start)
        return ActionPlayed(owner.text, action.text, self.window(rest, action))

    def _lie(self, tokens: Tokens) -> LieTold:
        """`OWNER lies`, with dates."""
        owner, verb = tokens[:2]
        acts = [act for menu in self._menus(owner) for act in menu.actions if isinstance(act.utterance, Assertion)]
        if not acts and not any(each == owner.text for each, _ in self.names.gone):
            what = f"no act of '{owner.text}' says anything that is true or false; give it 'says: CONDITION'"
            raise ClaimError(what, owner.start)
        return LieTold(owner.text, self.window(tokens[2:], verb))

    def _menus(self, owner: Token) -> list[Decision]:
        """The decisions of an actor or seat, of which there must be some."""
        menus = self._decisions_of(owner.text)
        if not menus:
            if any(owner.text == stage.name for stage in self.scenario.stages if not isinstance(stage, Decision)):
                advice = "let its results change a variable (then: …), and write a claim about that"
                raise ClaimError(f"'{owner.text}' is drawn by chance, not played; {advice}", owner.start)
            owners = [name for name in (*self.names.seats, *self.names.actors) if self._decisions_of(name)]
            hint = f"{nearest(owner.text, owners)} (who decides: {listed(owners)})"
            raise ClaimError(f"'{owner.text}' makes no decision{hint}", owner.start)
        return menus

    def _is_gone(self, owner: str, action: str) -> bool:
        """Whether the variant removed the act, so that no actor plays it."""
        owners = {owner, *(actor.seat for actor in self.scenario.actors if actor.name == owner)}
        is_left = any(action == each.name for menu in self._decisions_of(owner) for each in menu.actions)
        return not is_left and any((each, action) in self.names.gone for each in owners if each is not None)

    def _decisions_of(self, owner: str) -> list[Decision]:
        seats = [actor.seat for actor in self.scenario.actors if actor.name == owner]
        return [
            stage
            for stage in self.scenario.stages
            if isinstance(stage, Decision)
            and (stage.owner in seats or decides_for(self.scenario, owner, stage.name, stage.owner))
        ]

    def window(self, tokens: Tokens, near: Token) -> Window:
        """The periods that a clause's dates speak of."""
        return read_window(tokens, near, self.scenario.calendar.told)

    def _stage_of(self, move: ActionPlayed) -> int:
        """The first stage at which the move can be made; the period's end for an act that is gone.

        Of two decisions made at once the stage after the second: each can be asked about where the other is made.
        """
        menus = self._decisions_of(move.owner)
        stages = (
            index + 2 * self.scenario.is_first_of_two(index) + self.scenario.is_second_of_two(index)
            for index, stage in enumerate(self.scenario.stages)
            if stage in menus and isinstance(stage, Decision) and move.action in [each.name for each in stage.actions]
        )
        return min(stages, default=len(self.scenario.stages))

    # Events

    def event(self, tokens: Tokens, is_given: bool = False) -> Event:
        """An event. A bare condition is one only after `given`, where it means `eventually`."""
        if is_enclosed(tokens) and speaks_of_time(tokens):
            return self.event(tokens[1:-1], is_given)
        operands, joints = split(tokens, ("and", "or"))
        for position, operand in enumerate(operands):
            if not operand:
                near = joints[min(position, len(joints) - 1)] if joints else tokens[0]
                raise ClaimError(f"something is missing next to '{near.text}'", near.start)
        groups, between = group_operands(tokens, operands, joints)
        if len(groups) > 1:
            inner = {word for group in groups for word in group.joints} | {joint.text for joint in between}
            if len(inner) > 1:
                raise ClaimError(
                    "'and' and 'or' together: use parentheses to show what belongs together", between[0].start
                )
        events = tuple(self._leaf(group, is_given) for group in groups)
        if len(events) == 1:
            return events[0]
        return Combination("and" if between[0].text == "and" else "or", events)

    def _leaf(self, group: Group, is_given: bool) -> Event:
        tokens = group.tokens
        if group.kind in ("prefixed", "move", "event") and tokens[0].text == "not":
            return Negation(self._leaf(replace(group, tokens=tokens[1:]), is_given))
        match group.kind:
            case "event":
                return self.event(tokens, is_given)
            case "move" if tells_lies(tokens[:2]):
                return self._lie(tokens)
            case "move":
                return self.move(tokens, tokens[0])
            case "windowed":
                place = find(tokens, ("by", "from"))[0]
                word = tokens[place].text
                message = f"'{word}' needs a word before it: eventually … {word} DATE, or always …"
                raise ClaimError(message, tokens[place].start)
            case "bare":
                return self._bare(tokens, is_given)
        return self._timed(tokens)

    def _bare(self, tokens: Tokens, is_given: bool) -> Event:
        condition = self.condition(tokens, tokens[0])
        if not is_given and any(self._is_moving(part) for part in walk(condition.tree)):
            what = f"'{condition.text}' may change during play"
            raise ClaimError(f"{what}; add a time: eventually …, always …, or … at DATE", tokens[0].start)
        return Eventually(condition, self._whole)

    def _timed(self, tokens: Tokens) -> Event:
        """`eventually X`, `always X`, `X at DATE` or `X within N UNITS of Y`."""
        first = tokens[0]
        prefix = first.text if first.text in ("eventually", "always") else ""
        body = tokens[1:] if prefix else tokens
        if within := find(body, ("within",)):
            if prefix == "always":
                raise ClaimError("'within' is about one period, 'always' about every period", body[within[0]].start)
            return self._within(body, within[0])
        places = find(body, WINDOW_WORDS)
        end = places[0] if places else len(body)
        condition = self.condition(body[:end], first)
        window = self.window(body[end:], body[end - 1])
        if prefix and places and body[end].text == "at":
            raise ClaimError(f"'{prefix}' and 'at' exclude each other; write X at DATE", body[end].start)
        return Always(condition, window) if prefix == "always" else Eventually(condition, window)

    def _within(self, tokens: Tokens, place: int) -> Event:
        of = find(tokens, ("of",))
        if not of or of[0] < place:
            raise ClaimError(_WITHIN, tokens[place].start)
        if extra := find(tokens[of[0] :], WINDOW_WORDS):
            raise ClaimError("'within … of' takes no other date", tokens[of[0] + extra[0]].start)
        condition = self.condition(tokens[:place], tokens[place])
        num_periods = read_duration(tokens[place + 1 : of[0]], tokens[place], self.scenario.calendar)
        if tokens[of[0] + 1 :] and tokens[of[0] + 1].kind == "date":
            message = f"{_WITHIN}; for a date write 'from DATE by DATE'"
            raise ClaimError(message, tokens[of[0] + 1].start)
        trigger = self.condition(tokens[of[0] + 1 :], tokens[of[0]])
        if num_periods > self._whole.last:
            raise ClaimError("this is longer than the calendar", tokens[place].start)
        return Within(condition, trigger, num_periods)

    # Given

    def divide(self, tokens: Tokens) -> tuple[Tokens, Tokens]:
        """What stands before `given`, and the rest (`given` itself first)."""
        places = find(tokens, ("given",))
        if len(places) > 1:
            raise ClaimError("a second 'given'; join conditions with 'and'", tokens[places[1]].start)
        if not places:
            if forced := find(tokens, ("do",)):
                raise ClaimError("write given do(…)", tokens[forced[0]].start)
            return tokens, ()
        if places[0] == 0:
            raise ClaimError("something is missing before 'given'", tokens[0].start)
        return tokens[: places[0]], tokens[places[0] :]

    def require_words_of_time(self, move: Tokens, tokens: Tokens) -> None:
        """Nothing, unless a condition of a move's probability can be meant at the move as well as at any time."""
        conditions, _ = self._forced(tokens)
        if not conditions or any(token.text in TIME_WORDS for token in conditions):
            return
        if any(self._is_moving(part) for part in walk(self.condition(conditions, tokens[0]).tree)):
            act, given = self._written(move), self._written(conditions)
            forms = f"rate({act} given {given}) is the share of occasions at which it is chosen"
            raise ClaimError(
                f"this has two meanings: {forms}, P({act} given eventually …) the share of plays", tokens[0].start
            )

    def _written(self, tokens: Tokens) -> str:
        return " ".join(self.text[tokens[0].start : tokens[-1].end].split())

    def moment(self, tokens: Tokens, move: ActionPlayed) -> tuple[Formula | None, tuple[ForcedMove, ...]]:
        """The condition under which the move is looked at, if any, and the forced moves."""
        conditions, forced = self._forced(tokens)
        if not conditions:
            return None, forced
        if timed := find(conditions, tuple(TIME_WORDS)):
            word = conditions[timed[0]]
            message = f"the condition of a rate refers to the moment of the move; '{word.text}' is about the whole play"
            raise ClaimError(message, word.start)
        return self.condition(conditions, tokens[0], before=self._stage_of(move)), forced

    def given(self, tokens: Tokens) -> tuple[Event | None, tuple[ForcedMove, ...]]:
        """The event that has to have happened, if any, and the forced moves."""
        conditions, forced = self._forced(tokens)
        return (self.event(conditions, is_given=True) if conditions else None), forced

    def _forced(self, tokens: Tokens) -> tuple[Tokens, tuple[ForcedMove, ...]]:
        """The conditions without `do(…)`, and the moves in it."""
        if not tokens:
            return (), ()
        operands, joints = split(tokens[1:], ("and", "or"))
        if not all(operands):
            near = joints[0] if joints else tokens[0]
            raise ClaimError(f"a condition is missing next to '{near.text}'", near.start)
        conditions: list[Token] = []
        forced: list[ForcedMove] = []
        moves: list[ActionPlayed] = []
        for operand, joint in zip(operands, [tokens[0], *joints], strict=True):
            if operand[0].text != "do":
                conditions += ([joint] if conditions else []) + list(operand)
                continue
            if any(each.text == "or" for each in joints):
                raise ClaimError("do(…) can only be joined to conditions with 'and'", operand[0].start)
            forced += self._do(operand, moves)
        return tuple(conditions), tuple(forced)

    def _require_free(self, move: ActionPlayed, before: list[ActionPlayed], near: Token) -> None:
        """Nothing, unless another act is forced on the same decision at the same date."""
        for other in before:
            shared = [menu.name for menu in self._menus_of(move) if menu in self._menus_of(other)]
            first, last = (
                max(move.window.first, other.window.first),
                min(move.window.last, other.window.last),
            )
            if shared and other.action != move.action and first <= last:
                what = f"'{shared[0]}' cannot be '{other.action}' and '{move.action}' at once"
                date = self.scenario.calendar.labels[first]
                raise ClaimError(f"{what}; both are forced at {date}", near.start)

    def _menus_of(self, move: ActionPlayed) -> list[Decision]:
        """The decisions at which the move can be made."""
        return [menu for menu in self._decisions_of(move.owner) if move.action in [each.name for each in menu.actions]]

    def _do(self, tokens: Tokens, before: list[ActionPlayed]) -> list[ForcedMove]:
        """The moves in one `do(…)`; they are added to those before."""
        if len(tokens) < 2 or tokens[1].text != "(" or find_closing(tokens, 1) != len(tokens) - 1:
            raise ClaimError("write do(ACTOR plays ACTION at DATE)", tokens[0].start)
        pieces = split(tokens[2:-1], ("and", ","))[0]
        moves = [self.move(piece, tokens[0]) for piece in pieces]
        for piece, move in zip(pieces, moves, strict=True):
            if self._is_gone(move.owner, move.action):
                message = f"the variant removed '{move.action}', so it cannot be forced"
                raise ClaimError(message, piece[2].start)
            self._require_free(move, before, piece[2])
            before.append(move)
        return [ForcedMove(move.owner, None, move.action, move.window.first, move.window.last) for move in moves]
