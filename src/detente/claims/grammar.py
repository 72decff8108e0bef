"""Claims as text: comparisons of quantities, read with the names of the crisis that they speak of.

A claim is divided at its own words (`P`, `given`, `eventually`, `under` …); what lies between them is text of the
scenario language and is read by its grammar. Below `under VARIANT` the names are those of the changed crisis, so that a
claim may speak of a move or a level that only the variant has.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar, get_args

from detente.claims.certainties import check_bounds, compute_range
from detente.claims.clauses import Clauses
from detente.claims.statements import (
    ActionPlayed,
    Arithmetic,
    BeliefMean,
    Comparator,
    Constant,
    Event,
    Expectation,
    Inequality,
    MoveProbability,
    Probability,
    Quantity,
    Statement,
    Under,
    Value,
    Window,
    list_measurements,
    with_played_values,
)
from detente.claims.tokens import (
    ClaimError,
    Token,
    Tokens,
    find,
    find_closing,
    is_enclosed,
    join_tokens,
    split,
    tokenize,
)
from detente.errors import Mistake, ScenarioError
from detente.scenario.expressions import Formula
from detente.scenario.loading import apply_on_top
from detente.scenario.model import Claim, Scenario
from detente.scenario.names import find_closest, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.scripts import find_odd_letter
from detente.scenario.slips import find_decimal_comma
from detente.scenario.syntax import MAX_DEPTH
from detente.simulate.moves import ForcedMove

T = TypeVar("T")

Statements = Sequence[tuple[Claim, Statement]]

_COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
_FORMS = "P(…), rate(…), E(…), belief(… at DATE), value(…), measure(…), numbers, and arithmetic between them"
_QUANTITIES = ("P", "rate", "E", "belief", "value", "measure")
_WORDS = (*_QUANTITIES, "do", "under", "eventually", "always", "plays", "lies", "within", "given", "of", "not")
_IN_THE_EYES = "belief(ACTOR is TYPE at DATE in the eyes of ACTOR)"
_EVENT_WORDS = ("eventually", "always", "plays", "lies", "within", "at", "by", "from", "given", "not")
_SIGNS = ("<", "<=", ">", ">=", "==", "!=", "=")
_OTHER_WORDS = {
    "after": "'from DATE', which begins with that date's period",
    "since": "'from DATE'",
    "before": "'by DATE', which ends with that date's period",
    "until": "'by DATE'",
    "during": "'from DATE by DATE'",
    "between": "'from DATE by DATE'",
    "never": "'not eventually …', or 'always not …'",
    "sometimes": "'eventually …'",
}
_GIVEN = Token("name", "given", 0)
_BY_AT_LEAST = "QUANTITY > QUANTITY by at least NUMBER"


def parse(claim: Claim, scenario: Scenario, changed: Callable[[str], Scenario] | None = None) -> Statement:
    """The formal statement of a claim.

    Args:
        changed: the scenario with a variant on top of its own, for callers that have it; default: it is built here.

    Raises:
        ScenarioError: the statement is not a comparison of quantities, or names something that the crisis lacks.
    """
    where = claim.where or Where(scenario.path, 1, 1, f"claims.{claim.id}")
    reader = _Reader(scenario, claim.statement, where, changed or (lambda name: apply_on_top(scenario, name)))
    try:
        return reader.statement()
    except ClaimError as error:
        slip = reader.misspelt() or error
        mistakes = [Mistake(replace(where, column=where.column + slip.offset), slip.message)]
    except ScenarioError as error:
        misspelt = reader.misspelt()
        mistakes = list(error.mistakes)
        if misspelt is not None:
            mistakes = [Mistake(replace(where, column=where.column + misspelt.offset), misspelt.message)]
    knows_places = claim.where is not None and not claim.is_folded
    raise ScenarioError(mistakes if knows_places else [_placed(mistake, where, claim) for mistake in mistakes])


def parse_all(
    scenario: Scenario, changed: Callable[[str], Scenario], claims: Iterable[Claim] | None = None
) -> Statements:
    """Every claim with its statement.

    Args:
        changed: the scenario under a variant; asked for those alone that the claims name.
        claims: those of the scenario that are wanted; None: all.

    Raises:
        ScenarioError: all mistakes together.
    """
    statements, mistakes = [], list[Mistake]()
    for claim in scenario.claims if claims is None else claims:
        try:
            statements.append((claim, parse(claim, scenario, changed)))
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise ScenarioError(mistakes)
    return statements


def parse_given(text: str, scenario: Scenario) -> tuple[Event | None, tuple[ForcedMove, ...]]:
    """What may stand after `given` in a claim: what must have happened, if anything, and the moves that are made.

    Raises:
        ScenarioError: it is no condition, or names something that the crisis lacks.
    """
    return _read_alone(text, scenario, lambda clauses, tokens: clauses.given((_GIVEN, *tokens)))


def parse_condition(text: str, scenario: Scenario) -> Formula:
    """A condition, as it may stand after `given` in a rate.

    Raises:
        ScenarioError: it is no condition, or names something that the crisis lacks.
    """
    return _read_alone(text, scenario, lambda clauses, tokens: clauses.condition(tokens, _GIVEN))


def _read_alone(text: str, scenario: Scenario, read: Callable[[Clauses, Tokens], T]) -> T:
    """What is read of a part of a claim that stands by itself."""
    where = Where("given", 1, 1, "given")
    try:
        tokens = tokenize(text)
        if not tokens:
            raise ClaimError("the condition is empty", 0)
        return read(Clauses(scenario, text, where), tokens)
    except ClaimError as error:
        raise ScenarioError([Mistake(replace(where, column=1 + error.offset), error.message)]) from None


def _placed(mistake: Mistake, start: Where, claim: Claim) -> Mistake:
    """The mistake with its place in the statement, where that cannot be a place in the file."""
    if replace(mistake.where, column=start.column) != start:
        return mistake
    place = f" (character {mistake.where.column - start.column + 1} of '{claim.statement}')"
    return Mistake(start, mistake.message + place)


class _Reader:
    """Reads the statement of one claim; `clauses` knows the crisis that is spoken of at the moment."""

    def __init__(self, scenario: Scenario, text: str, where: Where, changed: Callable[[str], Scenario]) -> None:
        self.scenario = scenario
        self.text = text
        self.where = where
        self.changed = changed
        self.variant: str | None = None
        self.clauses = Clauses(scenario, text, where)

    def statement(self) -> Statement:
        tokens = tokenize(self.text)
        if not tokens:
            raise ClaimError("the statement is empty", 0)
        pieces, joints = split(tokens, ("and", "or"))
        for joint in joints:
            if joint.text == "or":
                raise ClaimError("comparisons can only be joined with 'and'", joint.start)
        comparisons = tuple(comparison for piece in pieces for comparison in self._comparisons(piece))
        statement = Statement(self.text, comparisons)
        variants = {each.run.variant for each in list_measurements(statement)}
        has_perceptions = any((self.changed(name) if name else self.scenario).sees for name in variants)
        # Where actors act on perceptions of the crisis, the solver's values are not what play brings.
        return with_played_values(statement) if has_perceptions else statement

    def misspelt(self) -> ClaimError | None:
        """What is wrong with the first unknown word that is most like one of the words of claims."""
        try:
            tokens = tokenize(self.text)
        except ClaimError:
            return None
        vocabulary, words = self.clauses.words(), (*_WORDS, "least")
        for before, token in zip((None, *tokens), tokens, strict=False):
            if token.kind != "name" or token.text in vocabulary or token.text in words:
                continue
            if before is not None and before.text == "under":
                # A variant, of whose names there may be none that is alike.
                continue
            if odd := find_odd_letter(token.text):
                return ClaimError(f"unknown word '{token.text}': {odd}", token.start)
            if token.text in _OTHER_WORDS:
                return ClaimError(f"'{token.text}' is not allowed here; write {_OTHER_WORDS[token.text]}", token.start)
            nearest_word = find_closest(token.text, [*vocabulary, *words])
            if nearest_word in words:
                return ClaimError(f"unknown word '{token.text}' — did you mean '{nearest_word}'?", token.start)
        return None

    def _comparisons(self, tokens: Tokens) -> list[Inequality]:
        """One comparison, or two for `0.2 < P(…) < 0.4`."""
        tokens, written = self._divide_margin(tokens)
        sides, signs = split(tokens, _SIGNS)
        if not signs:
            raise ClaimError(
                "a statement compares quantities, as in P(…) > 0.5; a comparison is missing",
                tokens[0].start if tokens else 0,
            )
        quantities = [self._sum(side, sign) for side, sign in zip(sides, [signs[0], *signs], strict=True)]
        margin = self._margin(written, signs) if written else Constant(0.0)
        comparisons = []
        for position, sign in enumerate(signs):
            comparator = next((c for c in _COMPARATORS if c == sign.text), None)
            if comparator is None:
                raise ClaimError("estimated numbers are never exactly equal; compare by <, <=, > or >=", sign.start)
            left, right = quantities[position : position + 2]
            texts = self._text(sides[position]), self._text(sides[position + 1])
            found = Inequality(left, comparator, right, *texts, margin, self._text(written))
            check_bounds(found, sides[position], sides[position + 1], written)
            comparisons.append(found)
        return comparisons

    def _divide_margin(self, tokens: Tokens) -> tuple[Tokens, Tokens]:
        """A comparison, and the number after `by at least` behind it (nothing without)."""
        places = find(tokens, _SIGNS)
        words = [place for place in find(tokens, ("by",)) if places and place > places[-1]]
        if not words or [token.text for token in tokens[words[0] + 1 : words[0] + 3]] != ["at", "least"]:
            # After a quantity, and not in an event without its P(…), `by` can mean nothing else.
            ends = [place for place in words if tokens[place - 1].text == ")" or tokens[place - 2].text == "under"]
            if misplaced := find(tokens, ("least",)) or ends:
                raise ClaimError(f"write {_BY_AT_LEAST}", tokens[misplaced[0]].start)
            return tokens, ()
        written = tokens[words[0] + 3 :]
        if not written:
            raise ClaimError(f"a number is missing after 'by at least'; write {_BY_AT_LEAST}", tokens[-1].start)
        return tokens[: words[0]], written

    def _margin(self, written: Tokens, signs: Sequence[Token]) -> Quantity:
        """What stands after `by at least`."""
        if len(signs) > 1:
            message = "'by at least' belongs to one comparison; write two and join them with 'and'"
            raise ClaimError(message, written[0].start)
        return self._sum(written, written[0])

    def _text(self, tokens: Tokens) -> str:
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""

    # Arithmetic

    def _sum(self, tokens: Tokens, near: Token) -> Quantity:
        return self._chain(tokens, near, ("+", "-"), lambda piece, sign: self._product(piece, sign))

    def _product(self, tokens: Tokens, near: Token) -> Quantity:
        return self._chain(tokens, near, ("*", "/"), self._factor)

    def _chain(
        self, tokens: Tokens, near: Token, signs: tuple[str, str], read: Callable[[Tokens, Token], Quantity]
    ) -> Quantity:
        """Pieces joined by signs, from the left; a sign that follows nothing or another sign is a factor's own."""
        operators = {"+", "-", "*", "/"}
        places = [p for p in find(tokens, signs) if p > 0 and tokens[p - 1].text not in operators]
        bounds = [-1, *places, len(tokens)]
        pieces = [tokens[a + 1 : b] for a, b in itertools.pairwise(bounds)]
        result = read(pieces[0], near)
        for piece, place in zip(pieces[1:], places, strict=True):
            right = read(piece, tokens[place])
            match tokens[place].text:
                case "+" | "-" | "*" | "/" as operator:
                    if operator == "/" and compute_range(right) == (0.0, 0.0):
                        raise ClaimError("division by zero", tokens[place + 1].start)
                    result = Arithmetic(operator, result, right)
            if result.depth > MAX_DEPTH:
                message = f"this sum or product is more than {MAX_DEPTH} levels deep; at most {MAX_DEPTH} are allowed"
                raise ClaimError(message, tokens[place].start)
        return result

    def _factor(self, tokens: Tokens, near: Token) -> Quantity:
        if not tokens:
            raise ClaimError(f"a quantity is missing next to '{near.text}'", near.start)
        if tokens[0].text == "-":
            return Arithmetic("*", Constant(-1.0), self._factor(tokens[1:], tokens[0]))
        if tokens[0].text == "+":
            return self._factor(tokens[1:], tokens[0])
        places = find(tokens, ("under",))
        if not places:
            return self._primary(tokens)
        if len(places) > 1 or places[0] == 0 or len(tokens) != places[0] + 2:
            raise ClaimError("write QUANTITY under VARIANT", tokens[places[0]].start)
        return self._under(tokens[: places[0]], tokens[places[0] + 1])

    def _under(self, tokens: Tokens, variant: Token) -> Quantity:
        if self.variant is not None:
            advice = "a variant can build on others, so give the combination a name of its own"
            raise ClaimError(f"'under {variant.text}' is nested inside 'under {self.variant}'; {advice}", variant.start)
        variants = [each.name for each in self.scenario.variants]
        if variant.text not in variants:
            hint = f"{nearest(variant.text, variants)} (variants: {listed(variants)})"
            raise ClaimError(f"unknown variant '{variant.text}'{hint}", variant.start)
        if all(token.kind == "number" for token in tokens):
            message = f"'under {variant.text}' applies to {join_tokens(tokens)} here, which no variant changes"
            advice = f"write it directly after its quantity, as in P(…) under {variant.text}, or after parentheses"
            raise ClaimError(f"{message}; {advice}", variant.start)
        base, self.variant = self.clauses, variant.text
        self.clauses = Clauses(self.changed(variant.text), self.text, self.where)
        try:
            return Under(variant.text, self._primary(tokens))
        finally:
            self.clauses, self.variant = base, None

    # Quantities

    def _primary(self, tokens: Tokens) -> Quantity:
        first = tokens[0]
        if is_enclosed(tokens):
            return self._sum(tokens[1:-1], first)
        if len(tokens) > 2 and tokens[1].text == "(" and find_closing(tokens, 1) == len(tokens) - 1:
            inside = tokens[2:-1]
            if not inside and first.text in _QUANTITIES:
                raise ClaimError(f"{first.text}() is empty", first.start)
            if first.text != "belief" and (eyes := find(inside, ("eyes",))):
                raise ClaimError(f"'in the eyes of' applies to beliefs only: {_IN_THE_EYES}", inside[eyes[0]].start)
            if misplaced := find(inside, ("under",)):
                message = f"'under' comes after the closing parenthesis: {first.text}(…) under VARIANT"
                raise ClaimError(message, inside[misplaced[0]].start)
            match first.text:
                case "P":
                    return self._probability(inside)
                case "rate":
                    return self._rate(inside)
                case "E":
                    return self._expectation(inside)
                case "belief":
                    return self._belief(inside)
                case "value":
                    return self._value(inside)
                case "measure":
                    return self._measure(inside)
        return self._number(tokens)

    def _number(self, tokens: Tokens) -> Quantity:
        """A number or the name of one."""
        first = tokens[0]
        if len(tokens) == 1 and first.kind in ("number", "name"):
            value = self.clauses.number(first)
            if value is not None:
                return Constant(value)
        level = self.clauses.level(tokens)
        if level is not None:
            return Constant(level)
        if find(tokens, _EVENT_WORDS) or any(token.text in ("==", "!=") for token in tokens):
            raise ClaimError(f"'{join_tokens(tokens)}' is an event, where a number is needed; write P(…)", first.start)
        if first.text in self.clauses.names.variables:
            raise ClaimError(f"'{first.text}' changes during play; write E({first.text} at DATE)", first.start)
        if first.text in _QUANTITIES:
            raise ClaimError(f"'{first.text}' is incomplete; write {first.text}(…)", first.start)
        if comma := find_decimal_comma(join_tokens(tokens), 0):
            raise ClaimError(comma, first.start)
        if len(tokens) == 2 and first.kind == "number" and tokens[1].text.lower() in ("percent", "pct", "per_cent"):
            raise ClaimError(f"'{join_tokens(tokens)}' is not a number; write {first.text} %", first.start)
        levels = (level for variable in self.clauses.names.variables.values() for level in variable.levels)
        hint = nearest(first.text, [*_QUANTITIES, *self.clauses.names.numbers, *levels])
        raise ClaimError(f"'{join_tokens(tokens)}' is not a quantity{hint}; quantities are {_FORMS}", first.start)

    def _probability(self, tokens: Tokens) -> Quantity:
        inside, rest = self.clauses.divide(tokens)
        event = self.clauses.event(inside)
        if isinstance(event, ActionPlayed):
            self.clauses.require_words_of_time(inside, rest)
        given, forced = self.clauses.given(rest)
        return Probability(event, given, forced)

    def _rate(self, tokens: Tokens) -> Quantity:
        inside, rest = self.clauses.divide(tokens)
        if len(inside) < 3 or inside[1].text != "plays":
            raise ClaimError(
                "a rate is that of a move; write rate(ACTOR plays ACTION given CONDITION)", inside[0].start
            )
        move = self.clauses.move(inside, inside[0])
        condition, forced = self.clauses.moment(rest, move)
        return MoveProbability(move, condition, forced)

    def _expectation(self, tokens: Tokens) -> Quantity:
        inside, rest = self.clauses.divide(tokens)
        given, forced = self.clauses.given(rest)
        formula, window = self.clauses.expression(inside)
        return Expectation(formula, window, given, forced)

    def _belief(self, tokens: Tokens) -> Quantity:
        inside, rest = self.clauses.divide(tokens)
        if any(token.text == "eyes" for token in tokens[len(inside) :]):
            raise ClaimError(f"write {_IN_THE_EYES[:-1]} given …)", tokens[0].start)
        given, forced = self.clauses.given(rest)
        eyes = None
        if find(inside, ("eyes", "in")):
            if [token.text for token in inside[-5:-1]] != ["in", "the", "eyes", "of"]:
                raise ClaimError(f"write {_IN_THE_EYES}", tokens[0].start)
            eyes, _ = self.clauses.type_of(inside[-1], None)
            inside = inside[:-5]
        if eyes is None and self.clauses.names_secret(inside):
            return Expectation(*self.clauses.belief(inside), given, forced)
        if len(inside) < 3 or inside[1].text != "is":
            raise ClaimError("write belief(ACTOR is TYPE at DATE)", tokens[0].start)
        actor, kind = self.clauses.type_of(inside[0], inside[2])
        window = self.clauses.window(inside[3:], inside[2])
        if len(inside) < 5 or inside[3].text != "at" or kind is None:
            raise ClaimError(
                "a belief changes over time; give its date: belief(ACTOR is TYPE at DATE)", inside[2].start
            )
        others = self.clauses.names.actors[actor].test_for(kind)
        return BeliefMean(actor, others[0], window.first, given, forced, eyes, others[1])

    def _measure(self, tokens: Tokens) -> Quantity:
        inside, rest = self.clauses.divide(tokens)
        given, forced = self.clauses.given(rest)
        measures = {measure.name: measure for measure in self.clauses.scenario.measures}
        if len(inside) != 1:
            raise ClaimError("write measure(NAME); its periods are those of the measure", tokens[0].start)
        if inside[0].text not in measures:
            hint = f"{nearest(inside[0].text, measures)} (measures: {listed(measures)})"
            raise ClaimError(f"there is no measure '{inside[0].text}'{hint}", inside[0].start)
        measure = measures[inside[0].text]
        return Expectation(measure.formula, Window(measure.first, measure.last), given, forced)

    def _value(self, tokens: Tokens) -> Quantity:
        if len(tokens) == 3 and tokens[1].text == "is":
            return Value(*self.clauses.type_of(tokens[0], tokens[2]))
        if len(tokens) == 1:
            return Value(*self.clauses.type_of(tokens[0], None))
        given = find(tokens, ("given", "at"))
        if given:
            message = "a value is what an actor can expect at the start; it has no 'given' and no date"
            raise ClaimError(message, tokens[given[0]].start)
        raise ClaimError("write value(ACTOR) or value(ACTOR is TYPE)", tokens[0].start)
