"""Runs `workload` inside the unpacked image, as its user."""

import json
import os
import socket
import subprocess
import time
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

S3 = {name: os.environ[name] for name in ("S3_ENDPOINT", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}


def command(*arguments: str) -> list[str]:
    return ["chroot", "--userspec=65532:65532", os.environ["WORKLOAD_ROOT"], "/usr/bin/workload", *arguments]


def run(*arguments: str, env: dict[str, str] = S3) -> subprocess.CompletedProcess:
    return subprocess.run(command(*arguments), env={"PATH": os.environ["PATH"], **env}, capture_output=True,
                          text=True, timeout=60)


def lines(*arguments: str, env: dict[str, str] = S3) -> list[dict]:
    """The JSON lines of a run that must succeed."""
    result = run(*arguments, env=env)
    if result.returncode != 0:
        raise AssertionError(f"workload {' '.join(arguments)}: exit code {result.returncode}\n{result.stderr}")
    return [json.loads(line) for line in result.stdout.splitlines()]


@contextmanager
def serving(*arguments: str):
    """A running `workload serve`; yields the process and its base URL once it is healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command("serve", "--host", "127.0.0.1", "--port", str(port), *arguments),
                               stdout=subprocess.DEVNULL)
    try:
        _wait_until_healthy(base)
        yield process, base
    finally:
        process.kill()
        process.wait()


@contextmanager
def platform():
    """A server that accepts every report; yields its base URL and the list of reports."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls.append({"path": self.path, "body": body, "authorization": self.headers["Authorization"],
                          "trace": self.headers["X-Trace-ID"]})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls
    finally:
        server.shutdown()
        server.server_close()


def _wait_until_healthy(base: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"{base}/health", timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def post(url: str, body: bytes) -> dict:
    with urllib.request.urlopen(urllib.request.Request(url, data=body, method="POST"), timeout=20) as response:
        return json.load(response)
