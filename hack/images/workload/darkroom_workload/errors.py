"""The only error that is shown to users."""


class WorkloadError(Exception):
    """Says what is wrong, where, and what to do. Ends the program with exit code 1."""
