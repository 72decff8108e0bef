"""The equations of the solver compiled for processors (Numba), eight nodes at a time."""
