"""A crisis as an explicit game tree: Scenario -> Tree, for Gambit and OpenSpiel."""
