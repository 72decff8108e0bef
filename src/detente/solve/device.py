"""Sets JAX up: double precision, and compiled programs kept in the user's cache folder between runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import jax

from detente.files import cache_folder

MOMENTS = 5.0
"""Seconds; far more than writing a program takes."""


def configure() -> None:
    """Double precision, and a persistent compilation cache if its folder can be written."""
    update: Callable[[str, object], None] = jax.config.update
    update("jax_enable_x64", True)
    folder = cache_folder() / "xla"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    update("jax_compilation_cache_dir", str(folder))
    update("jax_persistent_cache_min_compile_time_secs", 0.1)
    update("jax_persistent_cache_min_entry_size_bytes", 0)


def forget_half_written() -> None:
    """Takes away the compiled programs of the last moments, after an interruption: one may be half-written.

    JAX writes them in place, and would complain of a broken one for ever without replacing it.
    """
    since = time.time() - MOMENTS
    with suppress(OSError):
        for path in (cache_folder() / "xla").iterdir():
            if path.stat().st_mtime > since:
                path.unlink(missing_ok=True)
