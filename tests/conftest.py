"""Run-time checks of every array's axes, switched on before anything of the package is imported."""

from __future__ import annotations

from jaxtyping import install_import_hook

install_import_hook("detente", "beartype.beartype")
