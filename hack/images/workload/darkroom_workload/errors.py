"""The one error a person is meant to read."""


class WorkloadError(Exception):
    """Says what is wrong, where, and what to do; ends the program with exit code 1."""
