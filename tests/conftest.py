"""What all tests share: run-time checks of every array's axes, and a cache of verdicts of their own.

The checks are switched on before anything of the package is imported, in the modules that say something of axes: they
make what is called often, such as the reading of a scenario, several times slower.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from jaxtyping import install_import_hook


def with_axes() -> list[str]:
    """The modules that name the axes of arrays."""
    found = importlib.util.find_spec("detente")
    assert found is not None
    assert found.origin is not None
    root = Path(found.origin).parent
    paths = [path for path in sorted(root.rglob("*.py")) if "from jaxtyping import" in path.read_text(encoding="utf-8")]
    return [".".join(("detente", *path.relative_to(root).with_suffix("").parts)) for path in paths]


WITH_AXES = with_axes()
# One node takes hundreds of its calls, whose checks take ten times as long as they do.
UNCHECKED = {"detente.solve.arc_length"}
install_import_hook([each for each in WITH_AXES if each not in UNCHECKED], "beartype.beartype")


@pytest.fixture(scope="session", autouse=True)
def own_verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Verdicts that the user's runs reached are not read here. Compiled programs are: they save minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))
        yield
