"""What all tests share: run-time checks of every array's axes, and a cache of verdicts of their own.

The checks are switched on before anything of the package is imported, in the modules that say something of axes: they
make what is called often, such as the reading of a scenario, several times slower.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import jaxtyping
import pytest
from jaxtyping import install_import_hook

import support.checked


def with_axes() -> list[str]:
    """The modules that name the axes of arrays."""
    found = importlib.util.find_spec("detente")
    assert found is not None
    assert found.origin is not None
    root = Path(found.origin).parent
    paths = [path for path in sorted(root.rglob("*.py")) if "from jaxtyping import" in path.read_text(encoding="utf-8")]
    return [".".join(("detente", *path.relative_to(root).with_suffix("").parts)) for path in paths]


WITH_AXES = with_axes()
install_import_hook(WITH_AXES, f"{support.checked.__name__}.checked")


class FirstCalls(type(jaxtyping.config)):  # type: ignore[misc]
    """Checks the first calls of a test that have axes to check, and one in so many of those after them.

    A check takes as long as a hundred array operations. Those of all calls would take half of the time of all tests,
    most of it for a few functions that are called at every step of a node.
    """

    FIRST, ONE_IN = 500, 50

    num_calls = 0

    @property
    def jaxtyping_disable(self) -> bool:
        self.num_calls += 1
        return self.num_calls > self.FIRST and self.num_calls % self.ONE_IN > 0

    @jaxtyping_disable.setter
    def jaxtyping_disable(self, value: bool) -> None:
        """Whether to check is not a setting here."""


jaxtyping.config.__class__ = FirstCalls


@pytest.fixture(autouse=True)
def _first_calls() -> None:
    jaxtyping.config.num_calls = 0


@pytest.fixture(scope="session", autouse=True)
def own_verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Verdicts that the user's runs reached are not read here. Compiled programs are: they save minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))
        yield
