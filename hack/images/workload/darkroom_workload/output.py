"""Results for programs: one JSON object a line on standard output."""

import json


def print_line(**fields) -> None:
    # Flushed at once: whoever follows the log of a running pod wants the line when it happens.
    print(json.dumps(fields), flush=True)
