"""Questions asked of a solved crisis: verdicts, robustness across worlds, comparison of policies, tables."""
