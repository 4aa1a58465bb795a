"""Prints the names of the test targets of a Swift package, one per line.

usage: swift package dump-package | targets.py [all | cluster | unit]

The targets that need a cluster are those that depend on ClusterTestSupport; all others are unit tests.
"""

import json
import sys


def main(wanted="all"):
    for target in json.load(sys.stdin)["targets"]:
        if target["type"] != "test":
            continue
        depth = "cluster" if "ClusterTestSupport" in dependencies(target) else "unit"
        if wanted in ("all", depth):
            print(target["name"])


def dependencies(target):
    return {name for dependency in target["dependencies"] for kind in ("byName", "target") for name in dependency.get(kind, [])[:1]}


if __name__ == "__main__":
    main(*sys.argv[1:])
