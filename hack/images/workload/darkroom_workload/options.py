"""Command line options that can also be set by an environment variable; the command line takes precedence."""

import argparse
import os


def add_option(parser: argparse.ArgumentParser, flag: str, *, env_prefix: str = "", **settings) -> None:
    """Adds `--some-flag`, which falls back to `$SOME_FLAG` (with `env_prefix` in front of the name)."""
    variable = env_prefix + flag.lstrip("-").replace("-", "_").upper()
    settings["help"] = f"{settings['help']} [${variable}]"
    if variable in os.environ:
        # argparse converts a string default with the option's `type`, and reports an invalid one like an argument.
        settings["default"] = os.environ[variable]
        settings["required"] = False
    parser.add_argument(flag, **settings)


def positive_int(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {text}")
    return number


def non_negative_int(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"must be 0 or more, not {text}")
    return number


def positive_float(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text}")
    return number


def seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number of seconds, 0 or more, not {text}")
    return number
