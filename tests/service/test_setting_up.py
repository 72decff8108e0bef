"""What every task begins with."""

from __future__ import annotations

import pytest

from detente import service
from detente.analysis.options import Stopwatch
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.service import setting_up
from support.made import PATRON


def test_points_name_actors_with_private_types() -> None:
    with pytest.raises(DetenteError, match="'neighbour' has no private types"):
        service.solve(TEMPLATE, options=service.Options(num_points={"neighbour": 9}))
    with pytest.raises(DetenteError, match="did you mean 'patron'"):
        service.show(TEMPLATE, size=True, num_points={"patrom": 9})


def test_a_loaded_crisis_keeps_its_variant_unless_another_is_named() -> None:
    scenario = service.loads(PATRON, variant="no_rout")
    assert setting_up.load(scenario) is scenario
    assert setting_up.load(scenario, variant="longer").variant == "longer"
    assert service.load(TEMPLATE, variant="no_offensive").variant == "no_offensive"


def test_an_origin_has_what_repeats_the_result() -> None:
    scenario = service.loads(PATRON, name="patron", variant="no_rout")
    made = setting_up.build_origin(scenario, 7, Stopwatch(), {"moscow": 9})
    assert (made.scenario, made.variant, made.scenario_hash, made.seed) == ("patron", "no_rout", scenario.hash, 7)
    assert made.num_points == {"moscow": 9}
    assert made.version == service.version()
    # Where nothing is solved there is no grid.
    assert setting_up.build_origin(scenario, None, Stopwatch()).num_points is None


def test_a_bench_is_refused_before_anything_is_solved() -> None:
    with pytest.raises(DetenteError, match="'kyiv' has no private types"):
        setting_up.build_workbench(service.loads(PATRON), None, service.Options(num_points={"kyiv": 9}), service.quiet)
    bench = setting_up.build_workbench(service.loads(PATRON), "longer", service.Options(), service.quiet)
    assert bench.base.variant == "longer"
    assert set(bench.watch.seconds) == {"load"}
