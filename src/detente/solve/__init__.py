"""The solver: Game -> Equilibrium, with its certificate."""
