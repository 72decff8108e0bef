"""Policies and claims in many worlds, as methods of a crisis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from detente import service
from detente.analysis.explored import Explored
from detente.notebook.advice import advised
from detente.notebook.answers import AnswerView
from detente.scenario.model import Scenario
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, DEFAULTS_OF_WORLDS, NUM_WORLDS, Options

Points = int | Mapping[str, int] | None
Rule = str | None


class WorldQuestions:
    """What holds in many worlds, and which policy is best there."""

    scenario: Scenario

    @advised()
    def design(
        self,
        name: str | None = None,
        *,
        criterion: str = "mean",
        tries: int | None = None,
        over: str | Sequence[str] = (),
        designs: str | Path | None = None,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        allow_unsolved: bool = False,
        fresh: bool = False,
        num_worlds: int | None = None,
    ) -> AnswerView:
        """The best member of a design, a variant with free words, with everybody else replying to it.

        Args:
            name: of the design; None: the only one. criterion: `mean`, `worst-tenth` or `regret`, over worlds.
            tries: members that are tried of a family too large to try all. over: two uncertain numbers of a map.
            designs: a file of further designs, as `with_designs` takes.
            out: `FILE.html`, `FILE.json` or `FILE.csv`. num_worlds: 0: at the base values alone.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            allow_unsolved=allow_unsolved,
            fresh=fresh,
            num_worlds=num_worlds,
        )
        found = service.design(
            self.scenario,
            name,
            designs=designs,
            criterion=criterion,
            tries=tries,
            over=tuple(over.split(",") if isinstance(over, str) else over),
            options=options,
            out=out,
        )
        return AnswerView(found)

    @advised()
    def explore(
        self,
        worlds: int = NUM_WORLDS,
        *,
        claims: str | Sequence[str] = (),
        store: str | Path | None = None,
        cluster: str | None = None,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_WORLDS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: Rule = None,
        rounds: int | None = None,
        allow_unsolved: bool = False,
    ) -> Explored:
        """The claims in many worlds, which are kept in a folder: `crisis.explore(200).frame()` has a row for each.

        Args:
            worlds: how many. claims: ids, with commas or as a list, or "base" for those that name no variant.
            store: the folder; default: `out/NAME/worlds`. The same call goes on from what is there.
            cluster: the address of a scheduler of Dask whose workers evaluate the worlds.
            out: a page (`.html`), the answer (`.json`) or all worlds (`.csv`).
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            rounds=rounds,
            allow_unsolved=allow_unsolved,
            max_steps=max_steps,
        )
        names = [name.strip() for name in claims.split(",")] if isinstance(claims, str) else claims
        found = service.explore(
            self.scenario, worlds, claims=names, store=store, cluster=cluster, options=options, out=out
        )
        return found.explored
