"""The solver's equations on arrays, written for reading: the kernel of `detente.solve` is tested against them."""

import jax

jax.config.update("jax_enable_x64", True)
