"""Serves S3 on a free port, with the data that the tests of the storage tools need.

usage: storage-server.py ENVIRONMENT_FILE [ADDRESS]

moto checks signatures and permissions. Once the data is in place, the environment for the tests is written to the file;
the server then runs until it is killed. It listens on loopback unless an ADDRESS is given that pods can reach.
"""

import io
import json
import os
import sys
import time
import zipfile

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"

import boto3
import requests
from moto.server import ThreadedMotoServer

ODD_KEYS = [
    "a b+c", "été/日本.bin", "q?x=1&y#z%20", "'()*!~-_.", "double//slash", "/leading", "tab\there", "🦊", "semi;colon@:,$",
]
LARGE_BYTES = 64 << 20


def main(environment_file, address="127.0.0.1"):
    server = ThreadedMotoServer(ip_address=address, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    options = {
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "aws_access_key_id": "seed",
        "aws_secret_access_key": "seed",
    }
    reader, stranger = users(boto3.client("iam", **options))
    seed(boto3.client("s3", **options))
    # From here on every request must be signed by a user with the permission for it.
    requests.post(f"{endpoint}/moto-api/reset-auth", data="0", timeout=10).raise_for_status()
    lines = {
        "DARKROOM_TEST_S3_ENDPOINT": endpoint,
        "DARKROOM_TEST_S3_ACCESS_KEY": reader["AccessKeyId"],
        "DARKROOM_TEST_S3_SECRET_KEY": reader["SecretAccessKey"],
        "DARKROOM_TEST_S3_STRANGER_ACCESS_KEY": stranger["AccessKeyId"],
        "DARKROOM_TEST_S3_STRANGER_SECRET_KEY": stranger["SecretAccessKey"],
    }
    partial = environment_file + ".partial"
    with open(partial, "w", encoding="utf-8") as file:
        file.writelines(f"export {name}='{value}'\n" for name, value in lines.items())
    os.rename(partial, environment_file)
    while True:
        time.sleep(3600)


def users(iam):
    """The keys of a user with all permissions, and of one with none."""
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    keys = []
    for name in ("reader", "stranger"):
        iam.create_user(UserName=name)
        keys.append(iam.create_access_key(UserName=name)["AccessKey"])
    iam.put_user_policy(UserName="reader", PolicyName="reads", PolicyDocument=json.dumps(policy))
    return keys


def seed(s3):
    for bucket in ("datasets", "checkpoints", "keys", "many"):
        s3.create_bucket(Bucket=bucket)
    sound = archive({"train/a.txt": b"a", "train/b.txt": b"b" * 1000, "val/c.txt": b"c"})
    s3.put_object(Bucket="datasets", Key="sound/data.zip", Body=sound)
    s3.put_object(Bucket="datasets", Key="truncated/data.zip", Body=sound[:-30])
    s3.put_object(Bucket="datasets", Key="outside/data.zip", Body=archive({"../../etc/passwd": b"x"}))
    s3.put_object(Bucket="datasets", Key="empty/data.zip", Body=b"")
    large = {f"train/{number}.bin": os.urandom(1 << 20) for number in range(LARGE_BYTES >> 20)}
    s3.put_object(Bucket="datasets", Key="large/data.zip", Body=archive(large))
    for key in ODD_KEYS:
        s3.put_object(Bucket="keys", Key=key, Body=key.encode())
    for number in range(1200):
        s3.put_object(Bucket="many", Key=f"pictures/{number:05}.jpg", Body=b"x")


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, data in files.items():
            zip_file.writestr(name, data)
    return buffer.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
