"""Who sees what: the actors to which an act, a trace or a signal is shown, and those that know others' types."""

from __future__ import annotations

from collections.abc import Sequence

from detente.scenario.model import Result
from detente.scenario.names import listed, nearest
from detente.scenario.site import Site
from detente.scenario.tree import Scalar


def read_observers(words: Sequence[Scalar] | None, site: Site, but: str = "") -> tuple[str, ...]:
    """The actors that a list names, holders in place of a seat; each once.

    Args:
        but: an actor that the list cannot name.
    """
    found: list[str] = []
    for word in words or ():
        holders = site.names.holders(word.text)
        if not holders:
            known = [*site.names.seats, *site.names.actors]
            hint = f"{nearest(word.text, known)} (known: {listed(known)})"
            site.wrong(word.where, f"unknown actor or seat '{word.text}'{hint}")
        elif word.text == but:
            site.wrong(word.where, f"'{but}' knows its own type anyway; name others")
        elif set(holders) <= set(found):
            site.wrong(word.where, f"'{word.text}' is named twice")
        found += [holder for holder in holders if holder not in found and holder != but]
    return tuple(found)


def require_unseen(results: Sequence[Result], key: str, what: str, site: Site) -> None:
    """Note the results that change the public state, which everybody sees, where only some may see which came out.

    Args:
        key: which says who sees it. what: that is.
    """
    for result in results:
        for effect in result.effects:
            where = effect.where or result.where
            if where is not None:
                how = f"'{key}' shows to some only {what}, and `{effect.variable}` is seen by everybody"
                advice = "let a later stage change it, or leave out who sees it"
                site.wrong(where, f"'{result.name}' would be revealed by what it changes: {how}; {advice}")
