"""The sentences of an analysis: text -> Statement, and Statement + Paths -> verdict with its interval."""
