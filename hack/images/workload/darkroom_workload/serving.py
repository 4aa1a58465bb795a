"""`workload serve`: small models behind HTTP."""

import argparse
import signal
import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .endpoints import Answer, Request, answer, json_answer
from .errors import WorkloadError
from .jobs import ASYNC_PATH, QUEUE_PATH, RESULT_PATH, STATUS_PATH, Jobs
from .options import add_option, positive_int, seconds
from .output import print_line

LARGEST_BODY = 32 * 1024 * 1024
DRAIN_SECONDS = 20


def add_command(commands) -> None:
    serve = commands.add_parser("serve", help="serve small models over HTTP")
    add_option(serve, "--host", default="", help="address to listen on (default: all)")
    add_option(serve, "--port", type=positive_int, default=8080, help="port to listen on (default 8080)")
    add_option(serve, "--startup-delay", type=seconds, default=0.0, help="seconds before listening")
    add_option(serve, "--request-delay", type=seconds, default=0.0, help="seconds added to every POST")
    add_option(serve, "--worker-url", default="", help=f"what {ASYNC_PATH} has do its jobs (default: this server)")
    add_option(
        serve, "--most-running", type=positive_int, default=4, help="jobs that the worker has at a time (default 4)"
    )
    serve.set_defaults(run=serve_models)


def serve_models(arguments: argparse.Namespace) -> None:
    time.sleep(arguments.startup_delay)
    worker_url = arguments.worker_url or f"http://127.0.0.1:{arguments.port}/api/generate"
    jobs = Jobs(worker_url, arguments.most_running)
    server = ModelServer((arguments.host, arguments.port), arguments.request_delay, jobs)
    # shutdown() waits for the accept loop, which the handler interrupts, so another thread must call it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print_line(listening=arguments.port)
    server.serve_forever()
    server.drain()


class ModelServer(ThreadingHTTPServer):
    """Counts requests in progress, so that a pod that is told to stop finishes them."""

    daemon_threads = True  # idle keep-alive connections must not keep the process running
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], request_delay: float, jobs: Jobs):
        super().__init__(address, ModelHandler)
        self.request_delay = request_delay
        self.jobs = jobs
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
            jobs = self.server.jobs
            if self.path == "/health":
                self._reply(HTTPStatus.OK, json_answer(status="ok"))
            elif self.path == "/":
                self._reply(HTTPStatus.OK, json_answer(host=socket.gethostname(), path=self.path))
            elif self.path == QUEUE_PATH:
                self._reply(HTTPStatus.OK, jobs.queue())
            elif self.path.startswith(STATUS_PATH):
                self._try(lambda: jobs.status(self.path.removeprefix(STATUS_PATH)))
            elif self.path.startswith(RESULT_PATH):
                self._try(lambda: jobs.result(self.path.removeprefix(RESULT_PATH)))
            else:
                self._fail(HTTPStatus.NOT_FOUND, f"no such path: {self.path}")

    def do_POST(self) -> None:
        with self.server:
            body = self._read_body()
            if body is not None:
                self._try(lambda: self._answer(Request.of(self.path, body)))

    def _answer(self, request: Request) -> Answer | None:
        if request.path == ASYNC_PATH:
            return self.server.jobs.submit(request)
        return answer(request, self.server.request_delay)

    def _try(self, make) -> None:
        try:
            made = make()
        except WorkloadError as error:
            self._fail(HTTPStatus.BAD_REQUEST, str(error))
            return
        if made is None:
            self._fail(HTTPStatus.NOT_FOUND, f"no such path: {self.path}")
        else:
            self._reply(HTTPStatus.OK, made)

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            # The rest of the body on this connection could not be distinguished from the next request.
            self.close_connection = True
            self._fail(HTTPStatus.LENGTH_REQUIRED, "a Content-Length is needed")
            return None
        if int(length) > LARGEST_BODY:
            self.close_connection = True
            self._fail(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LARGEST_BODY} bytes")
            return None
        return self.rfile.read(int(length))

    def _fail(self, code: HTTPStatus, words: str) -> None:
        self._reply(code, json_answer(error=words))

    def _reply(self, code: HTTPStatus, made: Answer) -> None:
        self.send_response(code)
        self.send_header("Content-Type", made.content_type)
        self.send_header("Content-Length", str(len(made.body)))
        self.send_header("X-Served-By", socket.gethostname())
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(made.body)

    def log_message(self, format: str, *arguments) -> None:
        if self.path not in ("/health", QUEUE_PATH):  # probes every second would hide all other lines
            print_line(request=format % arguments)
