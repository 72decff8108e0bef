"""The ledger against a reading of every play in plain Python."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from detente.analysis.ledger import Ledger, build_ledger
from detente.analysis.tables import build_summary, build_tables
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.at_anchor import play_by_anchor
from support.made import played_patron
from support.spoken import SECRET_SPOKEN, SPOKEN

NUM_PLAYS = 400


@functools.cache
def played() -> Paths:
    return simulate(play_by_anchor(compile_game(loads(SPOKEN), {"moscow": 9})), num_plays=NUM_PLAYS, seed=2)


class Story:
    """One play in words: by date and decision what was done, and the levels before it; "" is the date's end."""

    def __init__(self, paths: Paths, play: int) -> None:
        game = paths.game
        self.kind = game.scenario.actors[0].types[paths.types[play, 0]].written
        self.revisionist = paths.types[play, 0] == 1
        self.acts: dict[tuple[int, str], str] = {}
        self.levels: dict[tuple[int, str], dict[str, str]] = {}
        for period, record in enumerate(game.periods):
            for stage, codes in enumerate(record.codes):
                name = game.stage_names[stage] if stage < len(game.stage_names) else ""
                state = paths.state[play, period, stage]
                levels = game.space.decode(codes[[state]])[0]
                pairs = zip(game.scenario.variables, levels, strict=False)
                self.levels[period, name] = {each.name: each.levels[level] for each, level in pairs}
                if name and paths.act[play, period, stage] >= 0:
                    (table,) = [each for each in record.stages[stage] if state in each.states]
                    self.acts[period, name] = table.actions[paths.act[play, period, stage]]


@functools.cache
def stories() -> tuple[Story, ...]:
    return tuple(Story(played(), play) for play in range(NUM_PLAYS))


@functools.cache
def ledger() -> Ledger:
    return build_ledger(played())


def test_what_was_said_is_counted() -> None:
    rows = {row["type"]: row for row in ledger().assertions}
    assert list(rows) == ["", "defender", "revisionist"]
    for kind, row in rows.items():
        told = [each for each in stories() if kind in ("", "revisionist" if each.revisionist else "defender")]
        said = [(each, period) for each in told for period in range(4) if each.acts[period, "answers"] == "deny"]
        found = [(each, t) for each, t in said if each.levels[t, ""]["deny"] == "found_out"]
        lies = [(each, t) for each, t in said if each.revisionist]
        assert row["plays"] == pytest.approx(len({id(each) for each, _ in said}) / len(told))
        assert row["times"] == pytest.approx(len(said) / len(told))
        assert row["true"] == pytest.approx(1 - len(lies) / len(said))
        caught = [each for each, _ in found if each.revisionist]
        assert row["found_out"] == (pytest.approx(len(caught) / len(lies)) if lies else None)
        firsts = sorted(min(t for each, t in found if each is story) for story in {each for each, _ in found})
        assert row["half_by"] == played().game.scenario.calendar.labels[firsts[(len(firsts) - 1) // 2]]


def test_beliefs_are_the_public_ones_in_what_is_said() -> None:
    row = ledger().assertions[0]
    deny = [(n, t) for n, each in enumerate(stories()) for t in range(4) if each.acts[t, "answers"] == "deny"]
    for key, later in (("believed_before", 0), ("believed_after", 1)):
        defender = [played().belief(t + later, 0, 0)[n] for n, t in deny]
        assert row[key] == pytest.approx(np.mean(defender))


def test_promises_are_counted() -> None:
    row = ledger().promises[0]
    given = [sum(each.acts[t, "speaks"] == "pledge" for t in range(4)) for each in stories()]
    due, broken = [], []
    for each in stories():
        before = [each.levels[t, "acts"] for t in range(4)]
        # Withdrawing is in the menu from the second month on.
        is_due = [t >= 1 and at["pledge"] == "standing" and at["trust"] == "high" for t, at in enumerate(before)]
        due.append(sum(is_due))
        broken.append(sum(is_due[t] and each.acts[t, "acts"] != "withdraw" for t in range(4)))
    assert sum(broken) > 5
    assert row["plays"] == pytest.approx(np.mean([number > 0 for number in given]))
    assert row["times"] == pytest.approx(np.mean(given))
    assert row["due"] == pytest.approx(np.mean(due))
    assert row["kept"] == pytest.approx(1 - sum(broken) / sum(due))
    assert row["broken"] == pytest.approx(np.mean([number > 0 for number in broken]))


def test_by_date_the_same_is_counted() -> None:
    times = {}
    for row in ledger().ledger:
        times[row["act"], row["event"]] = times.get((row["act"], row["event"]), 0) + row["share"]
    assert times["deny", "said"] == pytest.approx(ledger().assertions[0]["times"])
    assert times["pledge", "given"] == pytest.approx(ledger().promises[0]["times"])
    assert times["pledge", "due"] == pytest.approx(times["pledge", "kept"] + times["pledge", "broken"])
    labels = {(row["what"], row["label"]) for row in build_summary(build_tables(played())) if row["kind"] == "said"}
    assert ("moscow deny", "found out") in labels
    assert ("moscow pledge", "broken") in labels


def test_a_crisis_in_which_nothing_is_said_has_no_ledger() -> None:
    assert build_ledger(played_patron(20)) == Ledger()


def statements_about_a_secret(each: Story) -> list[tuple[str, bool, bool]]:
    """What the denials of one play of `SECRET_SPOKEN` were: the speaker's type, whether true, whether found out."""
    made, has_begun = [], False
    for t in range(2):
        has_begun |= each.acts[t, "works"] == "build"
        if each.acts[t, "speaks"] == "deny":
            is_found = each.levels[t, "acts"]["deny"] == "found_out"
            made.append((f"{each.kind}, plan {'begun' if has_begun else 'none'}", not has_begun, is_found))
            has_begun &= not (is_found and each.kind == "dove")
        if each.acts[t, "acts"] == "keep":
            before = each.levels[t, "acts"]
            has_begun |= each.kind == "hawk" and before["pledge"] == "standing" and before["trust"] == "high"
            has_begun &= not (each.kind == "hawk" and t == 1)
        else:
            has_begun &= each.kind == "hawk"
    return made


def test_where_what_is_private_changes_statements_are_those_of_the_moment() -> None:
    paths = simulate(play_by_anchor(compile_game(loads(SECRET_SPOKEN), {"tehran": 5})), num_plays=300, seed=5)
    made = [each for play in range(300) for each in statements_about_a_secret(Story(paths, play))]
    rows = {row["type"]: row for row in build_ledger(paths).assertions}
    assert list(rows) == ["", *(kind.name for kind in paths.game.scenario.actors[0].types)]
    for kind, row in rows.items():
        own = [(is_true, found) for name, is_true, found in made if kind in ("", name)]
        assert row["true"] == pytest.approx(np.mean([is_true for is_true, _ in own]))
        lies = [found for is_true, found in own if not is_true]
        assert row["found_out"] == (pytest.approx(np.mean(lies)) if lies else None)
        if kind == "":
            assert row["times"] == pytest.approx(len(own) / 300)
