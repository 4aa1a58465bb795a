"""The command line: `workload <command> [options]`; every option can also come from the environment."""

import argparse
import signal
import sys

from . import digits, pictures, serving, training
from .errors import WorkloadError


def main() -> None:
    # As process 1 of a container, Python would ignore SIGTERM, and every deletion would take the whole grace period.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except WorkloadError as error:
        sys.exit(f"workload {arguments.command}: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workload", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    pictures.add_commands(commands)
    digits.add_command(commands)
    training.add_command(commands)
    serving.add_command(commands)
    return parser
