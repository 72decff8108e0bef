"""Claims told one by one: the same verdicts as judged together, those of the base crisis first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.live import judge_live
from detente.analysis.options import Stopwatch
from detente.analysis.results import LiveVerdict
from detente.analysis.verdicts import judge_claims
from detente.analysis.workbench import Workbench
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from support.written import QUICK

OPTIONS = replace(QUICK, num_points=5, num_plays=500, has_grid_error=False)


def bench() -> Workbench:
    return Workbench(
        loads(TEMPLATE.read_text(encoding="utf-8")), OPTIONS, lambda *_: None, Stopwatch(), plays_out=False
    )


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))


def test_the_same_verdicts_as_judged_together_and_those_of_the_base_first() -> None:
    told: list[LiveVerdict | str] = []
    live = judge_live(bench(), told.extend, lambda: told.append("between"))
    together = judge_claims(bench()).claims
    assert [each.verdict for each in live] == list(together)
    place = told.index("between")
    first = [each.verdict.id for each in told[:place] if isinstance(each, LiveVerdict)]
    # Of the template's four claims one speaks of a variant.
    assert first == ["arms_tell", "ground_moves", "patience_pays"]
    after = [each.verdict.id for each in told[place:] if isinstance(each, LiveVerdict)]
    assert after[0] == "sanctions_restrain"
    latest = {each.verdict.id: each for each in told if isinstance(each, LiveVerdict)}
    assert [latest[each.verdict.id] for each in live] == list(live)
    whole = bench()
    assert live[0].grade == whole.equilibrium(None).certificate.grade


def test_what_is_known_is_told_at_once() -> None:
    judge_live(bench(), lambda _: None)
    told: list[str] = []

    def tell(verdicts: object) -> None:
        told.append(f"{len(list(verdicts))}")  # type: ignore[call-overload]

    again = judge_live(bench(), tell, lambda: told.append("between"))
    # Three are about the base crisis, one about a variant.
    assert told == ["3", "1", "between"]
    assert [each.verdict for each in again] == list(judge_claims(bench()).claims)


def test_no_variant_is_compiled_before_the_base_crisis_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling the variants of a large crisis takes longer than its base game."""
    whole = bench()
    compiled = whole.compiled
    done: list[str | None] = []

    def compiling(variant: str | None) -> object:
        done.append(variant)
        return compiled(variant)

    monkeypatch.setattr(whole, "compiled", compiling)
    told: list[set[str | None]] = []
    judge_live(whole, lambda _: told.append(set(done)))
    assert "cheap_sanctions" not in told[0] | told[2]
    assert "cheap_sanctions" in told[3]
