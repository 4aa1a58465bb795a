"""A strict server accepts every sample and knows all its fields."""

import pytest
from server import PLURALS, documents

SAMPLES = [
    pytest.param(document, id=f"{file}-{document['metadata']['name']}")
    for folder in ("config/samples", "config/samples/image-services", "config/samples/training")
    for file, document in documents(folder)
    if document["kind"] in PLURALS
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_sample_is_accepted_unchanged(server, sample):
    answer = server.create(sample)
    assert answer.accepted, answer.message
    assert not answer.warnings
    assert_contains(answer.body["spec"], sample["spec"])


def test_there_is_a_sample_of_every_kind():
    assert {sample.values[0]["kind"] for sample in SAMPLES} == set(PLURALS)


def assert_contains(stored, written, path: str = "spec"):
    """The server may add defaults, but may neither drop nor change a field."""
    if isinstance(written, dict):
        for name, value in written.items():
            assert name in stored, f"{path}.{name} was dropped"
            assert_contains(stored[name], value, f"{path}.{name}")
    elif isinstance(written, list):
        assert len(stored) == len(written), path
        for index, value in enumerate(written):
            assert_contains(stored[index], value, f"{path}[{index}]")
    else:
        assert stored == written, path
