"""A scenario as tables: Scenario -> Game, flat arrays over the public states that can be reached."""
