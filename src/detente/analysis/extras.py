"""Libraries that only some questions need, installed with an extra of the package."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from detente.errors import MissingLibraryError


def require_extra(module: str, extra: str, what: str) -> Any:
    """The module.

    Args:
        extra: of the package that installs it. what: it is needed for.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingLibraryError(what, module.split(".")[0], extra) from None
