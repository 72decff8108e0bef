"""What checks the axes of arrays in tests: beartype, but for functions that are made anew at every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from beartype import beartype


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its checks. One inside another would be given them, which takes milliseconds, at every call."""
    return function if "<locals>" in function.__qualname__ else beartype(function)
