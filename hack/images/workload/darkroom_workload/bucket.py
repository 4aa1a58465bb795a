"""One S3 bucket, with the settings in the environment."""

import os
from collections.abc import Iterator

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from .errors import WorkloadError

# Each setting under the name that Darkroom sets for trainers, and under the usual one.
ENDPOINT = ("R2_ENDPOINT", "S3_ENDPOINT")
ACCESS_KEY = ("R2_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID")
SECRET_KEY = ("R2_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY")


class Bucket:
    """Reads and writes whole objects; every error names the bucket and the key, and quotes S3's message."""

    def __init__(self, name: str):
        self.name = name
        self._client = _client()

    def create_if_missing(self) -> None:
        try:
            self._client.create_bucket(Bucket=self.name)
        except self._client.exceptions.BucketAlreadyOwnedByYou:
            pass
        except (BotoCoreError, ClientError) as error:
            raise WorkloadError(f"cannot create bucket {self.name}: {error}") from error

    def objects(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Key and size in bytes of every object under `prefix`, in key order."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        try:
            for page in pages:
                for entry in page.get("Contents", []):
                    if not entry["Key"].endswith("/"):  # consoles create such empty "folders"
                        yield entry["Key"], entry["Size"]
        except (BotoCoreError, ClientError) as error:
            raise WorkloadError(f"cannot list s3://{self.name}/{prefix}: {error}") from error

    def read(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise WorkloadError(f"cannot read s3://{self.name}/{key}: {error}") from error

    def write(self, key: str, body: bytes, content_type: str) -> None:
        try:
            self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)
        except (BotoCoreError, ClientError) as error:
            raise WorkloadError(f"cannot write s3://{self.name}/{key}: {error}") from error


def _setting(names: tuple[str, ...]) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def _client():
    endpoint, access_key, secret_key = (_setting(names) for names in (ENDPOINT, ACCESS_KEY, SECRET_KEY))
    # Without these botocore would look for AWS and its metadata service, and time out after minutes.
    missing = [names[-1] for names in (ENDPOINT, ACCESS_KEY, SECRET_KEY) if not _setting(names)]
    if missing:
        raise WorkloadError(f"not set: {', '.join(missing)}; S3 settings are read from the environment")
    try:
        return Session().create_client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            region_name=os.environ.get("AWS_REGION") or "us-east-1",
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 5},
            ),
        )
    except ValueError as error:  # a malformed endpoint
        raise WorkloadError(f"{' or '.join(ENDPOINT)} is not a usable URL: {error}") from error
