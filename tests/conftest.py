"""What all tests share: run-time checks of every array's axes, and a cache of verdicts of their own.

The checks are switched on before anything of the package is imported.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jaxtyping import install_import_hook

install_import_hook("detente", "beartype.beartype")


@pytest.fixture(scope="session", autouse=True)
def own_verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Verdicts that the user's runs reached are not read here. Compiled programs are: they save minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))
        yield
