"""The command as a user calls it, in an environment without a cluster."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache

import yaml
from server import FastLoader


@dataclass(frozen=True)
class Outcome:
    """The result of a command."""

    code: int
    output: str
    words: str

    @property
    def documents(self) -> list[dict]:
        return list(yaml.load_all(self.output, Loader=FastLoader))


def run(*arguments: str, text: str | None = None, environment: dict | None = None, wrapper: tuple = ()) -> Outcome:
    """Calls `darkroom` with `text` on its standard input."""
    result = subprocess.run(
        [*wrapper, os.environ["DARKROOM_BINARY"], *arguments],
        # No home directory either, because it could have a kubeconfig.
        env={"PATH": os.environ["PATH"]} | (environment or {}),
        input=(text or "").encode(),
        capture_output=True,
        timeout=60,
    )
    return Outcome(result.returncode, result.stdout.decode(), result.stderr.decode())


def render(text: str, *arguments: str) -> Outcome:
    return run("render", "-f", "-", *arguments, text=text)


@cache
def children_of(manifest: str, configuration: str) -> list[dict]:
    """The children of a manifest, which must be acceptable, under a configuration file."""
    outcome = run("render", "-f", "-", "--config", configuration, text=manifest)
    assert outcome.code == 0, outcome.words
    assert outcome.words == ""
    return outcome.documents
