"""Prints the name of the first failed test in Swift Testing's event stream; fails if no test failed.

usage: first_failure.py FILE

Unlike the xunit file, the stream is written while the tests run, so that it also has failures before a crash or a hang.
"""

import json
import sys


def main(file):
    names = {}
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                break  # the run was killed while it was writing this line
            payload = record["payload"]
            if record["kind"] == "test":
                names[payload["id"]] = payload.get("displayName") or payload["name"]
            elif payload["kind"] == "issueRecorded" and not payload["issue"].get("isKnown") and "testID" in payload:
                print(names.get(payload["testID"], payload["testID"]))
                return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
