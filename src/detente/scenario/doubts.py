"""From the keys of numbers to the shapes of doubt about them, and which of them are high together."""

from __future__ import annotations

import math
from collections.abc import Iterable

from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.state import CorrelationKeys, NumberKeys
from detente.scenario.keys.values import Placed, number_of
from detente.scenario.model import Correlation, NumberEntry, Shape
from detente.scenario.names import listed, nearest
from detente.scenario.site import Site


def build_shape(keys: NumberKeys, site: Site) -> Shape | None:
    """How likely the values of a judgement are; None if it has mistakes."""
    if keys.one_of is not None:
        return _choice(keys.one_of, keys.weights, site)
    if keys.range is None:
        return None
    low, high = keys.range.value
    if low > high:
        site.wrong(keys.range.where, f"the range begins ({low:g}) above its end ({high:g})")
        return None
    kind = keys.prior or "uniform"
    if low == high and kind != "uniform":
        site.wrong(keys.range.where, f"a range without width ({low:g}) has no prior")
        return None
    if kind == "log" and low <= 0:
        site.wrong(keys.range.where, f"a logarithm needs a range above 0, and this one begins at {low:g}")
        return None
    base = number_of(keys.base) if keys.base is not None else None
    mode = base if keys.most_likely is None else keys.most_likely.value
    if keys.most_likely is not None and not low <= keys.most_likely.value <= high:
        what = f"the most likely value {keys.most_likely.value:g} is outside the range {low:g} … {high:g}"
        site.wrong(keys.most_likely.where, what)
        return None
    parameters = _parameters(keys.parameters, site)
    if mode is None or parameters is not None or kind in ("uniform", "log"):  # these have no use for it
        mode = float(f"{(low + high) / 2:.12g}")
    return Shape(kind, low, high, mode, parameters)


def _parameters(written: Placed[tuple[float, ...]] | None, site: Site) -> tuple[float, float] | None:
    if written is None:
        return None
    if len(written.value) != 2 or not all(each > 0 for each in written.value):
        site.wrong(written.where, "the parameters of beta are two numbers above 0, such as [2, 5]")
        return None
    return written.value[0], written.value[1]


def _choice(values: Placed[tuple[float, ...]], weights: Placed[tuple[float, ...]] | None, site: Site) -> Shape | None:
    if len(set(values.value)) < len(values.value):
        site.wrong(values.where, "a value is given twice; give it a greater weight")
        return None
    given = (1.0,) * len(values.value) if weights is None else weights.value
    if weights is not None and len(given) != len(values.value):
        site.wrong(weights.where, f"there are {len(values.value)} values and {len(given)} weights")
        return None
    if weights is not None and (min(given) < 0 or not 0 < math.fsum(given) < math.inf):
        site.wrong(weights.where, "weights are numbers from 0 up, not all 0")
        return None
    low, high = min(values.value), max(values.value)
    return Shape("uniform", low, high, values.value[0], None, values.value, given)


def build_correlations(
    correlations: Named[CorrelationKeys] | None, numbers: Iterable[NumberEntry], site: Site
) -> tuple[Correlation, ...]:
    """The groups of numbers that are high together, in file order."""
    records: list[Correlation] = []
    uncertain = [entry.name for entry in numbers if entry.shape is not None]
    taken: dict[str, str] = {}
    for name, keys, where in list_entries(correlations):
        num_mistakes = len(site.mistakes)
        site.name(name, where, "a correlation")
        for word in keys.numbers or ():
            if word.text not in uncertain:
                known = word.text in site.names.numbers
                what = f"'{word.text}' has no range" if known else f"unknown number '{word.text}'"
                hint = f"{nearest(word.text, uncertain)} (numbers with a range: {listed(uncertain)})"
                site.wrong(word.where, what + hint)
            elif word.text in taken:
                other = "twice here" if taken[word.text] == name else f"in '{taken[word.text]}' already"
                site.wrong(word.where, f"'{word.text}' is {other}; a number is in one group")
            taken[word.text] = name
        if keys.numbers is not None and keys.correlation is not None and len(site.mistakes) == num_mistakes:
            names = tuple(word.text for word in keys.numbers)
            if _is_possible(len(names), keys.correlation, keys, site):
                records.append(Correlation(name, names, keys.correlation.value, site.note(keys)))
    return tuple(records)


def _is_possible(size: int, correlation: Placed[float], keys: CorrelationKeys, site: Site) -> bool:
    """Whether so many numbers can all have this correlation with each other."""
    if size < 2:
        site.wrong(keys.value_place("numbers"), "a correlation is between two numbers or more")
        return False
    least = find_least_correlation(size)
    if not least < correlation.value < 1:
        message = f"the rank correlation of {size} numbers lies between {least:.3g} and 1, ends excluded"
        site.wrong(correlation.where, f"{message}, not {correlation.value:g}")
        return False
    return True


def find_least_correlation(size: int) -> float:
    """The rank correlation of −1/(n − 1) in the normal scores of n numbers, below which none is possible."""
    return 6 / math.pi * math.asin(-1 / (size - 1) / 2)
