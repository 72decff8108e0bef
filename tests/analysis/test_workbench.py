"""Each crisis is loaded, compiled, solved and played once, and released on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.analysis.cache import VerdictCache
from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench
from detente.claims.statements import RunRequest
from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium
from support.made import PATRON, with_made_policy
from support.watch import WATCH


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The variants solved so far, with random policies in place of equilibria."""
    variants: list[str | None] = []

    def solve(game: Any, *_: object) -> Equilibrium:
        variants.append(game.scenario.variant)
        return with_made_policy(game)

    monkeypatch.setattr("detente.analysis.workbench.solve", solve)
    return variants


def bench(text: str, folder: Path, variant: str | None = None, **options: Any) -> Workbench:
    made = Options(num_points=3, num_plays=200, **options)
    cache = VerdictCache(folder, fresh=True)
    return Workbench(loads(text, variant=variant), made, lambda *_: None, Stopwatch(), plays_out=False, cache=cache)


def test_everything_is_done_once(solved: list[str | None], tmp_path: Path) -> None:
    tools = bench(PATRON, tmp_path)
    assert tools.scenario("no_rout") is tools.scenario("no_rout")
    assert tools.equilibrium("no_rout") is tools.equilibrium("no_rout")
    assert tools.paths() is tools.paths()
    assert solved == ["no_rout", None]
    assert set(tools.watch.seconds) == {"load", "compile", "solve", "certify", "simulate"}


def test_the_base_is_never_released_with_the_others(solved: list[str | None], tmp_path: Path) -> None:
    tools = bench(PATRON, tmp_path)
    for variant in (None, "no_rout", "longer"):
        tools.equilibrium(variant)
    tools.release_others("longer")
    for variant in (None, "no_rout", "longer"):
        tools.equilibrium(variant)
    assert solved == [None, "no_rout", "longer", "no_rout"]
    tools.forget()
    tools.equilibrium(None)
    assert solved[-1] is None


def test_a_run_without_a_variant_is_of_the_bench_s_own(solved: list[str | None], tmp_path: Path) -> None:
    tools = bench(PATRON, tmp_path, variant="no_rout")
    assert tools.variant_of(RunRequest()) == "no_rout"
    assert tools.variant_of(RunRequest("longer")) == "longer"
    assert tools.scenario(None).variant is None
    assert tools.scenario("longer").variant == "no_rout + longer"
    assert solved == []


def test_certificates_are_in_the_order_of_the_file(solved: list[str | None], tmp_path: Path) -> None:
    tools = bench(PATRON, tmp_path)
    for variant in ("longer", "no_rout", None):
        tools.equilibrium(variant)
    tools.add_certificates({"dialogue": Certificate(0.5, 0.0, 1, 0)})
    assert list(tools.certificates) == ["base", "no_rout", "dialogue", "longer"]
    assert tools.certificates["dialogue"].max_residual == 0.5
    assert len(solved) == 3


def test_perceptions_are_solved_with_the_crisis_and_once_for_all_who_share_them(
    solved: list[str | None], tmp_path: Path
) -> None:
    tools = bench(WATCH, tmp_path, variant="both")
    assert set(tools.equilibrium("both").perceptions) == {0, 1}
    assert sorted(map(str, solved)) == ["both", "both + alarmed", "both + trustful"]
    shared = bench(WATCH, tmp_path, variant="same")
    shared.equilibrium("same")
    assert len(solved) == 3 + 2


def test_mistakes_of_all_variants_are_reported_together_and_before_solving(
    solved: list[str | None], tmp_path: Path
) -> None:
    wrong = "stages.battle.rout.probability: 1 + 0.5 * (sanctions - in_force)"
    text = PATRON + f"  one: {{{wrong}}}\n  two: {{{wrong}}}\n"
    tools = bench(text, tmp_path)
    tools.check({None, "no_rout", "longer"})
    with pytest.raises(ScenarioError) as caught:
        tools.check({"one", "two"})
    assert len(caught.value.mistakes) >= 2
    assert solved == []
