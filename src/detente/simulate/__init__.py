"""Plays of a solved crisis: Equilibrium -> Paths."""
