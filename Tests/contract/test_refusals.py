"""Resources that the server refuses, and the messages that explain the fix."""

from pathlib import Path

import pytest
import yaml
from resources import least, merged

TABLE = yaml.safe_load(Path(__file__).with_name("refusals.yaml").read_text())
ROWS = [pytest.param(kind, row, id=f"{kind}: {row['of']}") for kind, rows in TABLE.items() for row in rows]


@pytest.mark.parametrize("kind, row", ROWS)
def test_an_invalid_resource_is_refused(server, kind, row):
    resource = merged(least(kind), row["patch"])
    for repetition in row.get("repeat", []):
        stretch(resource, **repetition)
    answer = server.create(resource)
    assert not answer.accepted, "accepted, but must not be"
    assert row["says"] in answer.message


def stretch(resource: dict, path: str, times: int) -> None:
    """Replaces the only value at a dotted path by a number of copies; `#` in a copy becomes its number."""
    *parents, last = path.split(".")
    for name in parents:
        resource = resource[int(name) if isinstance(resource, list) else name]
    value = resource[last]
    if isinstance(value, str):
        resource[last] = value * times
    elif isinstance(value, list):
        resource[last] = [numbered(value[0], number) for number in range(times)]
    else:
        resource[last] = {numbered(key, number): item for number in range(times) for key, item in value.items()}


def numbered(value, number: int):
    if isinstance(value, str):
        return value.replace("#", str(number))
    if isinstance(value, dict):
        return {name: numbered(item, number) for name, item in value.items()}
    return value
