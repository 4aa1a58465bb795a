"""The manifests to render, and the configurations for rendering them.

Manifests are handed on as JSON, which no two readers take for different things.
"""

import json
from dataclasses import dataclass

from darkroom import children_of
from resources import pipeline
from server import REPOSITORY, documents

HERE = "Tests/contract"
FOLDERS = ["config/samples", "config/samples/image-services", f"{HERE}/pipelines", f"{HERE}/workloads"]
CONFIGURATIONS = sorted((REPOSITORY / HERE / "configurations").glob("*.yaml"))


@dataclass(frozen=True)
class Case:
    """One manifest under one configuration."""

    manifest: str
    configuration: str

    @property
    def resource(self) -> dict:
        return json.loads(self.manifest)

    @property
    def children(self) -> list[dict]:
        return children_of(self.manifest, self.configuration)


def manifests(kind: str) -> dict[str, str]:
    """Every valid manifest of a kind, with a name for the test report."""
    found = [pair for folder in FOLDERS for pair in documents(folder)]
    found += [("generated", resource) for resource in (deep(), wide(), dense())]
    return {
        f"{file.removesuffix('.yaml')}:{document['metadata']['name'][:20]}": json.dumps(document)
        for file, document in found
        if document["kind"] == kind
    }


def cases(kind: str) -> dict[str, Case]:
    """Every manifest of a kind under every configuration."""
    return {
        f"{name}-{configuration.stem}": Case(manifest, str(configuration))
        for name, manifest in manifests(kind).items()
        for configuration in CONFIGURATIONS
    }


NAMES = [f"step-{number:03}".ljust(63, "x") for number in range(100)]


def deep() -> dict:
    """The largest number of steps, one after another."""
    return named("deep", [{"name": name, "dependsOn": NAMES[:number][-1:]} for number, name in enumerate(NAMES)])


def wide() -> dict:
    """The largest number of parallel steps, between a first and a last one."""
    first, *middle, last = NAMES
    ends = [{"name": first}, {"name": last, "dependsOn": middle}]
    return named("wide", ends + [{"name": name, "dependsOn": [first]} for name in middle])


def dense() -> dict:
    """Every step depends on all steps before it, which is the largest possible graph."""
    return named("dense", [{"name": name, "dependsOn": NAMES[:number]} for number, name in enumerate(NAMES)])


def named(name: str, steps: list[dict]) -> dict:
    resource = pipeline(*steps)
    resource["metadata"]["name"] = name
    return resource
