"""Adds up the results in the xunit files of the test runners.

usage: results.py DIRECTORY [--require TARGET...]

Reads every .xml file of the directory. Prints "PASSED FAILED SKIPPED" and names each failure on standard error; fails
when there is one, and when nothing passed. A file that is not well-formed is a failure: its runner crashed while it
wrote. With --require, so is each of the named Swift test targets of which no test ran.

Counts test cases and not the totals in the files: Swift Testing's totals count issues instead of tests.
"""

import os
import sys
import xml.etree.ElementTree as ElementTree


def main(directory, *options):
    required = options[1:] if options[:1] == ("--require",) else ()
    passed, failures, skipped = read(directory)
    for target in required:
        if not any(name.startswith(f"{target}.") for name in passed + [name for name, _ in failures]):
            failures.append((target, "no test of this target ran"))
    for name, reason in failures:
        print(f"failed: {name}: {reason}", file=sys.stderr)
    if not passed and not failures:
        print(f"failed: {directory}: no test ran", file=sys.stderr)
    print(len(passed), len(failures), skipped)
    return 0 if passed and not failures else 1


def read(directory):
    """Names of the cases that passed, (name, reason) of those that failed, and how many were skipped."""
    passed, failures, skipped = [], [], 0
    for file in sorted(os.listdir(directory)):
        if not file.endswith(".xml"):
            continue
        try:
            cases = ElementTree.parse(os.path.join(directory, file)).iter("testcase")
        except ElementTree.ParseError as error:
            failures.append((file, f"the test run did not finish: {error}"))
            continue
        for case in cases:
            name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
            problem = case.find("failure") if case.find("failure") is not None else case.find("error")
            if problem is not None:
                failures.append((name, first_line(problem)))
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed.append(name)
    return passed, failures, skipped


def first_line(problem):
    lines = (problem.get("message") or problem.text or "").strip().splitlines()
    return lines[0] if lines else "no reason is recorded"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
