"""Asynchronous generation: accepts a request, sends it to a worker, and keeps the result. In memory, as long as the
process lives."""

import threading
import urllib.error
import urllib.request
import uuid
from collections import OrderedDict
from http.client import HTTPException
from queue import SimpleQueue

from .endpoints import Answer, Request, json_answer
from .errors import WorkloadError

ASYNC_PATH = "/api/generate/async"
STATUS_PATH = "/api/generate/status/"
RESULT_PATH = "/api/generate/result/"
QUEUE_PATH = "/api/generate/queue"
MOST_JOBS = 1000
WORKER_SECONDS = 600


class Jobs:
    """Jobs by id, of which the oldest are dropped. The worker has at most `most_running` jobs, and the others wait."""

    def __init__(self, worker_url: str, most_running: int):
        self.worker_url = worker_url
        self._jobs: OrderedDict[str, Answer | str | None] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
        for _ in range(most_running):
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, request: Request) -> Answer:
        job = uuid.uuid4().hex
        with self._lock:
            self._jobs[job] = None
            while len(self._jobs) > MOST_JOBS:
                self._jobs.popitem(last=False)
        self._waiting.put((job, request.body))
        return json_answer(job=job, status=f"{STATUS_PATH}{job}", result=f"{RESULT_PATH}{job}")

    def queue(self) -> Answer:
        """The number of waiting jobs; those at the worker are requests, which the gateway counts itself."""
        return json_answer(queued=self._waiting.qsize())

    def status(self, job: str) -> Answer:
        outcome = self._outcome(job)
        if outcome is None:
            return json_answer(job=job, status="running")
        if isinstance(outcome, str):
            return json_answer(job=job, status="failed", error=outcome)
        return json_answer(job=job, status="succeeded")

    def result(self, job: str) -> Answer:
        outcome = self._outcome(job)
        if not isinstance(outcome, Answer):
            raise WorkloadError(f"job {job} has no result: {outcome or 'it is still running'}")
        return outcome

    def _outcome(self, job: str) -> Answer | str | None:
        with self._lock:
            if job not in self._jobs:
                raise WorkloadError(f"there is no job {job}")
            return self._jobs[job]

    def _work(self) -> None:
        while True:
            job, body = self._waiting.get()
            outcome = self._ask_worker(body)
            with self._lock:
                if job in self._jobs:
                    self._jobs[job] = outcome

    def _ask_worker(self, body: bytes) -> Answer | str:
        try:
            call = urllib.request.Request(self.worker_url, data=body, method="POST")
            with urllib.request.urlopen(call, timeout=WORKER_SECONDS) as reply:
                return Answer(reply.headers.get_content_type(), reply.read())
        except urllib.error.HTTPError as error:
            return f"the worker answered with {error.code}: {error.reason}"
        except (OSError, HTTPException) as error:
            return f"the worker cannot be reached, or broke off: {error!r}"
