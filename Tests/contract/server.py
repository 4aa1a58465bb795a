"""A plain REST client for the CRD server, which does not offer the discovery that kubectl needs."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
DEFINITIONS_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
NAMESPACE = "default"  # it always exists; the objects that are stored there have unique names
FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLURALS = {
    "ImagePipeline": "imagepipelines",
    "InferenceService": "inferenceservices",
    "TrainingRun": "trainingruns",
}
PLURALS_OF_OTHERS = {"Workflow": "workflows"}


@dataclass
class Answer:
    """The server's answer: an object, or a Status with the reason for a refusal."""

    code: int
    body: dict
    warnings: list[str]

    @property
    def accepted(self) -> bool:
        return self.code < 300

    @property
    def message(self) -> str:
        return self.body.get("message", "")


class Server:
    def __init__(self, url: str, authority: str, certificate: str, key: str):
        self._url = url
        self._tls = ssl.create_default_context(cafile=authority)
        self._tls.load_cert_chain(certificate, key)

    def call(self, method: str, path: str, body: dict | None = None, *, content: str = "json", **query) -> Answer:
        request = urllib.request.Request(
            f"{self._url}{path}?{urllib.parse.urlencode(query)}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": f"application/{content}"},
        )
        try:
            with urllib.request.urlopen(request, context=self._tls, timeout=30) as response:
                return Answer(response.status, json.load(response), response.headers.get_all("Warning") or [])
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, status_of(error), [])

    def create(self, resource: dict, *, keep: bool = False) -> Answer:
        """Has the server validate a new object as strictly as possible; stores it only with `keep`."""
        dry_run = {} if keep else {"dryRun": "All"}
        return self.call("POST", path_of(resource), resource, fieldValidation="Strict", **dry_run)

    def patch(self, resource: dict, patch: dict, *, subresource: str = "") -> Answer:
        path = f"{path_of(resource)}/{resource['metadata']['name']}{subresource}"
        return self.call("PATCH", path, patch, content="merge-patch+json", fieldValidation="Strict")

    def delete(self, resource: dict) -> Answer:
        return self.call("DELETE", f"{path_of(resource)}/{resource['metadata']['name']}")


def collection_of(definition: dict) -> str:
    """The path of a definition's objects."""
    spec = definition["spec"]
    version = spec["versions"][0]["name"]
    return f"/apis/{spec['group']}/{version}/namespaces/{NAMESPACE}/{spec['names']['plural']}"


def path_of(resource: dict) -> str:
    plural = (PLURALS | PLURALS_OF_OTHERS)[resource["kind"]]
    return f"/apis/{resource['apiVersion']}/namespaces/{NAMESPACE}/{plural}"


def status_of(error: urllib.error.HTTPError) -> dict:
    """The Status in a refusal; for a path that is not served yet, the server answers in plain text."""
    text = error.read().decode()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return {"message": text}


def documents(folder: str) -> list:
    """Every document in the YAML files of a folder of the repository, each with the file's name."""
    return [
        (file.name, document)
        for file in sorted((REPOSITORY / folder).glob("*.yaml"))
        for document in yaml.load_all(file.read_text(), Loader=FastLoader)
        if document
    ]


def definitions() -> list[dict]:
    return [document for _, document in documents("config/crd")]
