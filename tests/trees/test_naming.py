"""Information sets in words: what each actor saw, and nothing else."""

from __future__ import annotations

from detente.scenario.loading import loads
from detente.trees.grown import grow_tree
from support.private import CABLE, PRIVATE, SPY


def labels(text: str) -> dict[str, list[str]]:
    scenario = loads(text)
    grown = grow_tree(scenario, 100_000, has_names=True)
    found: dict[str, list[str]] = {actor.name: [] for actor in scenario.actors}
    for choice, name in zip(grown.choices, grown.tree.labels.sets, strict=True):
        found[scenario.actors[choice.player].name].append(name)
    return found


def test_a_cable() -> None:
    found = labels(CABLE)
    assert sorted(found["washington"]) == [
        f"1 cables: kyiv is {kind}; 1 intercept: {heard}" for kind in ("strong", "weak") for heard in ("loud", "quiet")
    ]
    assert sorted(found["kyiv"]) == [
        f"{kind}, 1 answers: 1 cables: {word}" for kind in ("strong", "weak") for word in ("reassure", "warn")
    ]


def test_a_spy_remembers_and_the_watched_does_not_see_the_trace() -> None:
    found = labels(SPY)
    assert "1 tells: 1 works: found" in found["jerusalem"]
    assert not any("found" in name for name in (*found["tehran"], *found["washington"]))
    assert all("tells" not in name for name in found["tehran"])


def test_no_two_sets_of_a_player_have_the_same_name() -> None:
    for text in PRIVATE.values():
        for names in labels(text).values():
            assert len(set(names)) == len(names)
