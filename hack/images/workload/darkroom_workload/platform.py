"""The trainers' reports to the platform: heartbeats, events and the end, by HTTP."""

import json
import os
import time
import urllib.error
import urllib.request

from .errors import WorkloadError

TIMEOUT_SECONDS = 10
DELIVERY_SECONDS = 300


class Platform:
    """Reports to `BACKEND_BASE_URL` (or `CALLBACK_URL`) as `JOB_ID`; does nothing without an address."""

    def __init__(self):
        base = os.environ.get("BACKEND_BASE_URL") or os.environ.get("CALLBACK_URL")
        self._calls = f"{base.rstrip('/')}/v1/jobs/{os.environ.get('JOB_ID', '')}" if base else None
        self._headers = {
            "Authorization": f"Bearer {os.environ.get('CALLBACK_TOKEN', '')}",
            "X-Trace-ID": os.environ.get("TRACE_ID", ""),
            "Content-Type": "application/json",
        }

    def heartbeat(self, **body) -> None:
        """Sends only once, because the next heartbeat has the same information."""
        try:
            self._post("heartbeat", body)
        except OSError:
            pass

    def event(self, **body) -> None:
        self._deliver("event", body)

    def done(self, **body) -> None:
        self._deliver("done", body)

    def _deliver(self, call: str, body: dict) -> None:
        """Sends until the platform acknowledges it, so that a report is not lost while the platform is unavailable."""
        deadline = time.monotonic() + DELIVERY_SECONDS
        while True:
            try:
                return self._post(call, body)
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise WorkloadError(f"the platform refuses {call}: {error.code} {error.reason}") from error
                wait, problem = int(error.headers.get("Retry-After") or 2), f"{error.code} {error.reason}"
            except OSError as error:
                wait, problem = 2, str(error)
            if time.monotonic() + wait > deadline:
                raise WorkloadError(f"the platform does not take {call}: {problem}")
            time.sleep(wait)

    def _post(self, call: str, body: dict) -> None:
        if self._calls is None:
            return
        request = urllib.request.Request(f"{self._calls}/{call}", json.dumps(body).encode(), self._headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            pass
