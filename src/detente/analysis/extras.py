"""Libraries that only some questions need, installed with an extra of the package."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from detente.errors import DetenteError


def require_extra(module: str, extra: str, what: str) -> Any:
    """The module.

    Args:
        extra: of the package that installs it. what: it is needed for.

    Raises:
        DetenteError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        library = module.split(".")[0]
        raise DetenteError(
            f"{what} needs the library {library}, which is not installed: pip install 'detente[{extra}]'"
        ) from None
