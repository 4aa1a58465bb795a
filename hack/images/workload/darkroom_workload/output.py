"""Results for programs: one JSON object per line on standard output."""

import json


def print_line(**fields) -> None:
    # Flushed at once, so that users can follow the log of a running pod.
    print(json.dumps(fields), flush=True)
