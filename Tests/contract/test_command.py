"""The rest of the command: its help, its definitions, and its errors at startup."""

import re

import pytest
from darkroom import run
from server import REPOSITORY

COMMANDS = ["operator", "render", "crds"]


def test_help_names_the_commands():
    outcome = run("--help")
    assert outcome.code == 0
    assert all(f"  {name} " in outcome.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_its_options(name):
    outcome = run(name, "--help")
    assert outcome.code == 0
    assert f"USAGE: darkroom {name}" in outcome.output
    options = re.findall(r"^  (-.*)$", outcome.output, re.MULTILINE)
    assert options
    lines = outcome.output.splitlines()
    for option in options:
        following = lines[lines.index(f"  {option}") + 1 :][:1]
        assert re.search(r"\S {2,}\S", option) or following[0].startswith(" " * 10), f"{option} has no explanation"


def test_the_definitions_match_the_files_in_the_repository():
    files = sorted((REPOSITORY / "config/crd").glob("*.yaml"))
    outcome = run("crds")
    assert outcome.code == 0
    assert outcome.output == "---\n".join(file.read_text() for file in files)


def test_a_single_definition_can_be_requested():
    file = REPOSITORY / "config/crd/darkroom.dev_trainingruns.yaml"
    assert run("crds", "trainingruns.darkroom.dev").output == file.read_text()


def test_the_reference_of_every_field_matches_the_docs():
    page = run("crds", "--format", "reference", "trainingruns.darkroom.dev").output
    assert (REPOSITORY / "docs/reference/trainingrun.md").read_text().endswith("-->\n\n" + page)


def test_an_unknown_definition_is_refused_with_the_list_of_definitions():
    outcome = run("crds", "trainingrun")
    assert outcome.code == 64
    assert outcome.output == ""
    assert "no such resource: trainingrun" in outcome.words
    assert "trainingruns.darkroom.dev" in outcome.words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--log-level", "nonsense"], ["--log-level", '"nonsense"', "trace, debug, info"]),
        (["--log-format", "xml"], ["--log-format", '"xml"', "json", "text"]),
        (["--health-port", "70000"], ["--health-port", "70000", "0 to 65535"]),
        (["--metrics-port", "http"], ["--metrics-port", "http"]),
        (["--max-concurrent-reconciles", "0"], ["--max-concurrent-reconciles", "1 to 256"]),
        (["--unknown"], ["--unknown"]),
    ],
)
def test_the_operator_refuses_an_invalid_option(arguments, words):
    outcome = run("operator", *arguments)
    assert outcome.code == 64
    assert all(each in outcome.words for each in words), outcome.words
    assert "Usage: darkroom operator" in outcome.words


def test_a_variable_sets_an_option_and_the_command_line_takes_precedence():
    environment = {"DARKROOM_LOG_LEVEL": "nonsense"}
    assert '"nonsense"' in run("operator", environment=environment).words
    assert '"other"' in run("operator", "--log-level", "other", environment=environment).words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        ("accelerators: {preset: nvdia}", 'unknown preset "nvdia"; known presets are nvidia, gke, plain, none'),
        ("accelerators: {preset", "1:"),
        ("limit: {}", "unknown setting .limit"),
        ("just text", "is not of type"),
    ],
)
def test_the_operator_refuses_an_invalid_configuration_before_it_looks_for_a_cluster(tmp_path, text, words):
    file = tmp_path / "configuration.yaml"
    if text is not None:
        file.write_text(text)
    outcome = run("operator", "--config", str(file))
    assert outcome.code == 1
    assert f"configuration {file}: " in outcome.words
    assert words in outcome.words
    assert "Usage:" not in outcome.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ["no such kubeconfig"]),
        ("[broken", ["1"]),
        ("apiVersion: v1\nkind: Config\ncurrent-context: none\n", ["none"]),
    ],
)
def test_the_operator_refuses_an_invalid_kubeconfig(tmp_path, text, words):
    file = tmp_path / "kubeconfig"
    if text is not None:
        file.write_text(text)
    outcome = run("operator", "--kubeconfig", str(file))
    assert outcome.code == 1
    assert all(each in outcome.words for each in words), outcome.words


def test_without_a_cluster_the_operator_says_where_it_searched():
    outcome = run("operator")
    assert outcome.code == 1
    assert "KUBECONFIG" in outcome.words
