"""Game trees on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import invoke, unboxed
from support.game_files import LEADER, POKER
from support.private import CABLE


@pytest.fixture
def poker(tmp_path: Path) -> str:
    file = tmp_path / "poker.efg"
    file.write_text(POKER, encoding="utf-8")
    return str(file)


def test_a_solved_tree_in_words_and_as_json(poker: str) -> None:
    done = invoke("solve", poker, "--precision", "Ann=5", "--precision", "Bob=2")
    assert done.exit_code == 0, done.stderr
    for word in ("One card", "Sound.", "11 nodes, 3 information sets", "sees a raise", "principal branch"):
        assert word in done.stdout
    document = json.loads(invoke("solve", poker, "--json").stdout)
    assert document["title"] == "One card"
    assert document["certificate"]["max_residual"] < 1e-8


def test_other_equilibria_are_looked_for(poker: str) -> None:
    done = invoke("solve", poker, "--precision", "3", "--starts", "5")
    assert done.exit_code == 0, done.stderr
    assert "From 5 random policies 5 arrived at an equilibrium; 0 other than the one above were found." in unboxed(
        done.stdout.replace("\n", " ")
    )


def test_an_imported_game_is_printed_or_written(poker: str, tmp_path: Path) -> None:
    printed = invoke("import", poker)
    assert printed.exit_code == 0
    assert printed.stdout.startswith("# Imported from poker.efg\n")
    out = tmp_path / "poker.yaml"
    assert invoke("import", poker, "-o", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8") == printed.stdout
    assert invoke("check", str(out)).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--points", "9"], "--points is an option for crises"),
        (["--precision", "much"], "write a number from 0, or PLAYER=NUMBER"),
        (["--precision", "1", "--precision", "Ann=2"], "either one number for all players"),
        (["--precision", "Eve=2"], "there is no player 'Eve'"),
        (["--trace", "way.txt"], "FILE.csv"),
    ],
)
def test_options_that_do_not_fit(poker: str, arguments: list[str], message: str) -> None:
    done = invoke("solve", poker, *arguments)
    assert done.exit_code == 2
    assert message in unboxed(done.stderr)


def test_options_of_trees_are_refused_for_crises() -> None:
    done = invoke("solve", "classics/beer-quiche", "--precision", "2")
    assert done.exit_code == 2
    assert "--precision is an option for game trees" in unboxed(done.stderr)


def test_what_cannot_be_imported_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "leader.efg"
    file.write_text(LEADER, encoding="utf-8")
    done = invoke("import", str(file))
    assert done.exit_code == 2
    assert "does not see what others saw" in done.stderr


def test_a_short_crisis_on_its_tree() -> None:
    done = invoke("solve", "classics/beer-quiche", "--engine", "tree")
    assert done.exit_code == 0, done.stderr
    assert "newcomer 1" in done.stdout
    assert "Sound. Solved on the tree itself" in done.stdout
    refused = invoke("solve", "classics/beer-quiche", "--engine", "tree", "--points", "9")
    assert refused.exit_code == 2
    assert "--points is an option for belief grids" in unboxed(refused.stderr)


def test_a_private_crisis_is_solved_on_its_tree_by_every_command(tmp_path: Path) -> None:
    file = tmp_path / "cable.yaml"
    claim = "claims:\n  - {says: Kyiv resists., holds if: P(kyiv plays resist) > 0.1}\n"
    file.write_text(CABLE + claim, encoding="utf-8")
    solved = invoke("solve", str(file))
    assert solved.exit_code == 0
    assert "Solved on its game tree, of 61 nodes, without a belief grid" in " ".join(solved.stdout.split())
    assert "the types of moscow, kyiv are drawn together" in " ".join(solved.stdout.split())
    sets = invoke("solve", str(file), "--engine", "tree")
    assert "strong, 1 answers: 1 cables: warn" in sets.stdout
    judged = invoke("claims", str(file), "--plays", "2000")
    assert judged.exit_code == 0
    assert "1 hold" in judged.stdout
    for words, refused in (
        (("solve", str(file), "--engine", "grid"), "solved on its game tree (engine `tree`), not on a grid"),
        (("solve", str(file), "--points", "9"), "is solved on its game tree, without a belief grid"),
    ):
        done = invoke(*words)
        assert done.exit_code == 2
        assert refused in " ".join(done.stderr.split())
    assert invoke("export", str(file), "--to", str(tmp_path / "cable.efg")).exit_code == 0
    assert (tmp_path / "cable.efg").read_text(encoding="utf-8").startswith("EFG 2 R")
