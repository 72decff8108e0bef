"""A crisis as the analyst wrote it: YAML -> Scenario, or every mistake with its place in the file."""
