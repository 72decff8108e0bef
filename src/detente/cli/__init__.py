"""The command `detente`: arguments in, words and exit codes out."""
