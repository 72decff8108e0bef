"""Sets JAX up: double precision, and compiled programs kept in the user's cache folder between runs."""

from __future__ import annotations

from collections.abc import Callable

import jax

from detente.files import cache_folder


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
