"""Text to expressions and effects, with all names resolved.

Readers of further expressions, such as claims, take the names from `names.names_of(scenario)` and say by a `Place`
what an expression may mention where it stands.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from detente.errors import Mistake, ScenarioError
from detente.scenario import expressions as ex
from detente.scenario import syntax
from detente.scenario.model import Effect, Shift, Variable
from detente.scenario.names import Names, Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.resolution import Resolver
from detente.scenario.syntax import ExpressionError, Syntax
from detente.scenario.tree import Scalar
from detente.scenario.words import Resolved

_EFFECT = re.compile(r"\s*([^\W\d_]\w*(?:\.[^\W\d_]\w*)?)\s*(?:=(?!=)|(up|down)(?!\w))")
_OTHERWISE = re.compile(r"\belse\s+(?:([^\W\d_]\w*(?:\.[^\W\d_]\w*)?)\s*)?(=(?!=)|(?:up|down)(?!\w))")


_NEXT_EFFECT = re.compile(r"\s*(?:\band\b|[,;&])\s*(?=[^\W\d_]\w*(?:\.[^\W\d_]\w*)?\s*(?:=(?!=)|(?:up|down)(?!\w)))")


def parse_formula(text: str, names: Names, place: Place, where: Where, offset: int = 0) -> ex.Formula:
    """The formula that a text stands for.

    Args:
        where: the place of the text of which this one is a part; offset: where in that it begins.

    Raises:
        ScenarioError: the text is not an expression, or names or kinds do not fit.
    """
    source = Scalar(where, text, text)
    mistakes: list[Mistake] = []
    formula = read_formula(source, names, place, mistakes)
    if formula is None:
        moved = [Mistake(_moved(mistake.where, offset), mistake.message) for mistake in mistakes]
        raise ScenarioError(moved)
    return ex.Formula(text, formula.tree, _moved(where, offset))


def read_formula(source: Scalar, names: Names, place: Place, mistakes: list[Mistake]) -> ex.Formula | None:
    """The formula of a value in the file; None if it has mistakes, which are added to the list."""
    try:
        resolver = Resolver(names, place)
        value = resolver.whole(syntax.parse(source.text))
        errors = resolver.mistakes
    except ExpressionError as error:
        errors = [error]
    if errors:
        mistakes.extend(Mistake(source.at(error.offset), error.message) for error in errors)
        return None
    return ex.Formula(source.text.strip(), value.tree, source.where)


def read_effect(source: Scalar, names: Names, place: Place, mistakes: list[Mistake]) -> Effect | Shift | None:
    """The effect that `contact up 2 if CONDITION` or `front = held` stands for; None if it has mistakes.

    Args:
        place: of an effect on the state; what changes a secret may mention all that its actor knows about itself.
    """
    try:
        return _effect(source, names, place, mistakes)
    except ExpressionError as error:
        mistakes.append(Mistake(source.at(error.offset), error.message))
        return None


def _effect(source: Scalar, names: Names, place: Place, mistakes: list[Mistake]) -> Effect | Shift | None:
    match = _EFFECT.match(source.text)
    if match is None:
        hint = "; '==' compares, '=' sets" if "==" in source.text else ""
        usage = "write 'VARIABLE up', 'VARIABLE down 2' or 'VARIABLE = LEVEL'"
        raise ExpressionError(f"'{source.text[:60]}' is not an effect; {usage}{hint}", 0)
    variable, word = names.variables.get(match[1]), match[1]
    if variable is None and (secret := _find_secret(word, names, place, match.start(1))) is not None:
        variable, word = secret, secret.name.partition(".")[2]
        place = replace(place, types=(secret.name.partition(".")[0],), own=secret.name.partition(".")[0])
    if variable is None:
        if match[1] in names.broken:
            return None
        hint = f"{nearest(match[1], names.scales)} (state: {listed(names.variables)})"
        raise ExpressionError(f"an effect changes a variable of the state, not '{match[1]}'{hint}", match.start(1))
    pieces = _NEXT_EFFECT.split(source.text.strip())
    if len(pieces) > 1 and not any(re.search(r"\bif\b", piece) for piece in pieces[:-1]):
        at = source.text.index(pieces[1], len(pieces[0]))
        raise ExpressionError(f"several effects are a list: write [{', '.join(pieces)}]", at)
    kind: Literal["set", "up", "down"] = "set" if match[2] is None else "up" if match[2] == "up" else "down"
    if kind != "set" and not variable.is_ordered:
        levels = listed(variable.levels)
        raise ExpressionError(f"'{word}' is unordered; write {word} = LEVEL (levels: {levels})", match.start(2))
    otherwise = _OTHERWISE.search(source.text, match.end())
    head = source.text if otherwise is None else source.text[: otherwise.start()]
    if otherwise is not None:
        _check_otherwise(otherwise, word, kind)
    amount_tree, condition_tree = _split(head, match.end(), kind)
    if otherwise is not None and condition_tree is None:
        raise ExpressionError("an 'if CONDITION' is missing before 'else'", otherwise.start())
    resolver = Resolver(names, replace(place, kind="any", beside=variable.name))
    amount = resolver.whole(amount_tree) if amount_tree else Resolved(ex.Number(1.0), "number")
    if amount_tree is not None:
        _check_amount(resolver, amount, amount_tree, variable, kind)
    condition = None
    if condition_tree is not None:
        of_condition = Resolver(names, replace(place, kind="condition", beside=""))
        condition = ex.Formula(
            source.text[condition_tree.start : condition_tree.end],
            of_condition.whole(condition_tree).tree,
            source.at(condition_tree.start),
        )
        resolver.mistakes.extend(of_condition.mistakes)
    if otherwise is not None and condition is not None:
        other = _amount_otherwise(source.text, otherwise, kind, variable, resolver)
        amount = replace(amount, tree=ex.Choice(condition.tree, amount.tree, other))
        amount_tree, condition = None, None
    if resolver.mistakes:
        mistakes.extend(Mistake(source.at(error.offset), error.message) for error in resolver.mistakes)
        return None
    text = source.text[amount_tree.start : amount_tree.end] if amount_tree else "1"
    text = text if otherwise is None else source.text[match.end() :].strip()
    start = amount_tree.start if amount_tree else match.start(1)
    formula = ex.Formula(text, amount.tree, source.at(start))
    if variable.name in names.variables:
        return Effect(variable.name, kind, formula, condition, source.where)
    return Shift(variable.name.partition(".")[0], word, kind, formula, condition, where=source.where)


def _find_secret(word: str, names: Names, place: Place, at: int) -> Variable | None:
    """The secret that an effect changes: of the actor that acts, or of the one that a lottery is about.

    Raises:
        ExpressionError: it is another actor's, which an act cannot change.
    """
    owner, _, name = word.rpartition(".")
    secret = names.secret_of(owner or place.own, name)
    if secret is not None and place.own and secret.name.partition(".")[0] not in names.holders(place.own):
        advice = f"let a chance after it do that (- chance NAME: …, then: {word} …)"
        raise ExpressionError(f"an act of {place.own} cannot change '{word}', which only {owner} knows; {advice}", at)
    return secret


def _check_otherwise(otherwise: re.Match[str], name: str, kind: str) -> None:
    """What stands behind `else` is another step of the same variable."""
    if otherwise[1] is not None and otherwise[1] != name:
        advice = f"give {otherwise[1]} an effect of its own, with 'if not …'"
        raise ExpressionError(f"after 'else' write what happens to {name} otherwise; {advice}", otherwise.start(1))
    if kind == "set" and otherwise[2] == "=":
        raise ExpressionError(f"after 'else' write only the other level: {name} = … if … else …", otherwise.start(2))
    if kind == "set" or otherwise[2] == "=":
        message = f"steps and levels do not go together; write {name} = … if … else …, where {name} + 1 is a step up"
        raise ExpressionError(message, otherwise.start(2))


def _amount_otherwise(
    text: str, otherwise: re.Match[str], kind: str, variable: Variable, resolver: Resolver
) -> ex.Expression:
    """By how much the variable moves behind `else`, in the direction of the effect."""
    amount: ex.Expression = ex.Number(1.0)
    if text[otherwise.end() :].strip():
        tree = syntax.parse(" " * otherwise.end() + text[otherwise.end() :])
        resolved = resolver.whole(tree)
        _check_amount(resolver, resolved, tree, variable, kind)
        amount = resolved.tree
    return amount if otherwise[2] == kind else ex.Unary("-", amount)


def _split(text: str, start: int, kind: str) -> tuple[Syntax | None, Syntax | None]:
    """The bare trees of an effect's amount and condition."""
    rest = text[start:]
    stripped = rest.strip()
    if not stripped and kind != "set":
        return None, None
    # Blanks stand for what precedes, so that the trees know their places in the whole text.
    if kind != "set" and re.match(r"if\b", stripped):
        position = start + rest.index("if") + 2
        if not text[position:].strip():
            raise ExpressionError("a condition is missing after 'if'", len(text.rstrip()))
        return None, syntax.parse(" " * position + text[position:])
    if not stripped:
        raise ExpressionError("the effect is not finished; write VARIABLE = LEVEL", len(text.rstrip()))
    tree = syntax.parse(" " * start + rest)
    if tree.kind == "choice" and len(tree.parts) == 2 and text[tree.start : tree.end].strip():
        return tree.parts[0], tree.parts[1]
    return tree, None


def _check_amount(resolver: Resolver, amount: Resolved, node: Syntax, variable: Variable, kind: str) -> None:
    """Whether the variable can take the amount, as far as that is known without a state."""
    levels = listed(variable.levels)
    if amount.kind == "unknown":
        return
    if kind == "set" and amount.variable and amount.variable != variable.name and amount.is_level:
        what = f"'{node.text}' is a level of {amount.variable}, not of {variable.name}"
        resolver.mistakes.append(
            ExpressionError(f"{what}{nearest(node.text, variable.levels)} (levels: {levels})", node.start)
        )
    elif kind == "set" and not variable.is_ordered:
        if amount.kind != "level" or amount.variable != variable.name:
            message = f"{variable.name} can only be set to one of its levels ({levels})"
            resolver.mistakes.append(ExpressionError(message, node.start))
    elif amount.kind in ("level", "date"):
        resolver.mistakes.append(ExpressionError("a number is needed here", node.start))
    elif isinstance(amount.tree, ex.Number) and not amount.tree.value.is_integer():
        resolver.mistakes.append(ExpressionError(f"levels are whole numbers, {node.text} is not", node.start))


def _moved(where: Where, offset: int) -> Where:
    return Where(where.file, where.line, where.column + offset, where.field)
