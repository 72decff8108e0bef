"""Which members of a family are tried: all of a small one, and of a large one those that an optimiser asks for.

The optimiser is Optuna's tree-structured Parzen estimator. Before every member it is told everything that is known so
far, so that scores may change as more is known (regrets do), and a search that is broken off goes on as it would have.

Source: J. Bergstra, R. Bardenet, Y. Bengio and B. Kégl, Advances in Neural Information Processing Systems 24 (2011).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from detente.errors import MissingLibraryError
from detente.scenario.model import FreeWord

MOST_EXHAUSTIVE = 60
"""Members of a family all of which are tried."""

NUM_RANDOM = 10
"""Members that are drawn at random before the optimiser has something to learn from."""

Member = tuple[int, ...]
"""For every word, the index of its value."""

Scores = Mapping[Member, float | None]


def list_members(words: Sequence[FreeWord]) -> Iterator[Member]:
    """All members, in order."""
    return itertools.product(*(range(len(word.values)) for word in words))


def require_optimiser() -> Any:
    """Optuna.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        import optuna
    except ImportError:
        what = f"the search in a family of more than {MOST_EXHAUSTIVE} members"
        raise MissingLibraryError(what, "optuna", "design") from None
    return optuna


def propose(words: Sequence[FreeWord], scores: Scores, seed: int) -> Member:
    """The next member to try, none of those in `scores`; the same for the same scores and seed.

    Args:
        scores: of what was tried, greater is better; None where there is none.
    """
    optuna = require_optimiser()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    distributions = {word.name: _distribution(optuna, word) for word in words}
    sampler = optuna.samplers.TPESampler(seed=(seed + len(scores)) % 2**32, n_startup_trials=NUM_RANDOM)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for member, score in scores.items():
        if score is not None:
            params = {word.name: place for word, place in zip(words, member, strict=True)}
            study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=score))
    asked = study.ask(distributions).params
    return _nearest_untried(tuple(int(asked[word.name]) for word in words), words, scores, seed)


def _distribution(optuna: Any, word: FreeWord) -> Any:
    last = len(word.values) - 1
    if word.is_ordered:
        return optuna.distributions.IntDistribution(0, last)
    return optuna.distributions.CategoricalDistribution(list(range(last + 1)))


def _nearest_untried(member: Member, words: Sequence[FreeWord], scores: Scores, seed: int) -> Member:
    """The member, or the nearest by steps of one word's value that was not tried; of several one by chance."""
    random = np.random.default_rng((seed, len(scores)))
    seen, ring = {member}, [member]
    while ring:
        open_ = [each for each in ring if each not in scores]
        if open_:
            return open_[int(random.integers(len(open_)))]
        ring = sorted({near for each in ring for near in _neighbours(each, words)} - seen)
        seen.update(ring)
    raise ValueError("propose: every member was tried")


def _neighbours(member: Member, words: Sequence[FreeWord]) -> Iterator[Member]:
    for place, word in enumerate(words):
        present, last = member[place], len(word.values) - 1
        reached = (present - 1, present + 1) if word.is_ordered else range(last + 1)
        for value in reached:
            if 0 <= value <= last and value != present:
                yield (*member[:place], value, *member[place + 1 :])
