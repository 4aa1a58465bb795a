"""Results for programs: one JSON object a line on standard output."""

import json


def print_line(**fields) -> None:
    # Flushed at once, so that the log of a running pod can be followed.
    print(json.dumps(fields), flush=True)
