"""`workload serve`: a small HTTP model that describes the pictures it is sent."""

import argparse
import io
import json
import signal
import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from PIL import Image, ImageOps

from .options import add_option, positive_int, seconds
from .output import print_line

LARGEST_BODY = 32 * 1024 * 1024
EMBEDDING_SIDE = 8
MODEL_PATHS = ("/", "/encode")
DRAIN_SECONDS = 20


def add_command(commands) -> None:
    serve = commands.add_parser("serve", help="serve GET /health and POST / or /encode")
    add_option(serve, "--host", default="", help="address to listen on (default: all)")
    add_option(serve, "--port", type=positive_int, default=8080, help="port to listen on (default 8080)")
    add_option(serve, "--startup-delay", type=seconds, default=0.0, help="seconds before listening")
    add_option(serve, "--request-delay", type=seconds, default=0.0, help="seconds added to every POST")
    serve.set_defaults(run=serve_model)


def serve_model(arguments: argparse.Namespace) -> None:
    time.sleep(arguments.startup_delay)
    server = ModelServer((arguments.host, arguments.port), arguments.request_delay)
    # shutdown() waits for the accept loop, which the handler itself interrupts: only another thread may call it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print_line(listening=arguments.port)
    server.serve_forever()
    server.drain()


class ModelServer(ThreadingHTTPServer):
    """Counts requests in progress, so that a pod that is told to stop finishes what it has begun."""

    daemon_threads = True  # idle keep-alive connections must not hold the process
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], request_delay: float):
        super().__init__(address, ModelHandler)
        self.request_delay = request_delay
        self._in_progress = 0
        self._changed = threading.Condition()

    def __enter__(self):
        with self._changed:
            self._in_progress += 1

    def __exit__(self, *_):
        with self._changed:
            self._in_progress -= 1
            self._changed.notify_all()

    def drain(self) -> None:
        self.server_close()
        with self._changed:
            self._changed.wait_for(lambda: self._in_progress == 0, timeout=DRAIN_SECONDS)


class ModelHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ModelServer

    def do_GET(self) -> None:
        with self.server:
            if self.path == "/health":
                self._reply(HTTPStatus.OK, status="ok")
            elif self.path == "/":
                self._reply(HTTPStatus.OK, host=socket.gethostname(), path=self.path)
            else:
                self._reply(HTTPStatus.NOT_FOUND, error=f"no such path: {self.path}")

    def do_POST(self) -> None:
        with self.server:
            body = self._read_body()
            if body is None:
                return
            if self.path not in MODEL_PATHS:
                self._reply(HTTPStatus.NOT_FOUND, error=f"no such path: {self.path}")
                return
            time.sleep(self.server.request_delay)
            answer = describe(body)
            self._reply(HTTPStatus.OK, host=socket.gethostname(), path=self.path, **answer)

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            # The rest of such a connection cannot be told from the next request.
            self.close_connection = True
            self._reply(HTTPStatus.LENGTH_REQUIRED, error="a Content-Length is needed")
            return None
        if int(length) > LARGEST_BODY:
            self.close_connection = True
            self._reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error=f"at most {LARGEST_BODY} bytes")
            return None
        return self.rfile.read(int(length))

    def _reply(self, code: HTTPStatus, **fields) -> None:
        body = json.dumps(fields).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments) -> None:
        if self.path != "/health":  # probes would drown everything else
            print_line(request=format % arguments)


def describe(body: bytes) -> dict:
    """Size, mean colour and a small embedding of a picture; anything else is given back as it came."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            rgb = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return {"echo": _as_json(body)}
    return {
        "width": rgb.width,
        "height": rgb.height,
        "mean_colour": [round(float(value), 2) for value in np.asarray(rgb).mean(axis=(0, 1))],
        "embedding": embedding(rgb),
    }


def embedding(picture: Image.Image) -> list[float]:
    """A unit vector of the picture's coarse light and dark: near for pictures that look alike."""
    small = ImageOps.grayscale(picture).resize((EMBEDDING_SIDE, EMBEDDING_SIDE), Image.Resampling.BOX)
    vector = np.asarray(small, dtype=np.float64).ravel()
    vector -= vector.mean()
    norm = np.linalg.norm(vector)
    return [round(float(value), 6) for value in (vector / norm if norm else vector)]


def _as_json(body: bytes):
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return text
