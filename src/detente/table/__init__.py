"""The table: persons take chairs in a crisis, and everybody else plays its equilibrium."""
