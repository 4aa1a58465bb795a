import os
import signal
import subprocess
import threading
import time
import unittest
import urllib.error
from pathlib import Path

from image import post, serving


def picture(name: str) -> bytes:
    return Path(os.environ["WORKLOAD_ROOT"], "usr/share/darkroom-workload/pictures", name).read_bytes()


class Serving(unittest.TestCase):
    def test_it_describes_a_picture(self):
        with serving() as (_, base):
            answer = post(f"{base}/encode", picture("china.jpg"))
        self.assertEqual((answer["width"], answer["height"]), (640, 427))
        self.assertAlmostEqual(sum(value * value for value in answer["embedding"]), 1, places=3)

    def test_it_echoes_json(self):
        with serving() as (_, base):
            self.assertEqual(post(base, b'{"a": [1, 2]}')["echo"], {"a": [1, 2]})

    def test_an_unknown_path_is_not_found(self):
        with serving() as (_, base), self.assertRaises(urllib.error.HTTPError) as caught:
            post(f"{base}/nowhere", b"{}")
        self.assertEqual(caught.exception.code, 404)

    def test_it_listens_only_after_the_startup_delay(self):
        started = time.monotonic()
        with serving("--startup-delay", "1"):
            self.assertGreater(time.monotonic() - started, 1)

    def test_a_request_in_progress_is_finished_after_sigterm(self):
        with serving("--request-delay", "1") as (process, base):
            answers = []
            client = threading.Thread(target=lambda: answers.append(post(base, b'"hello"')))
            client.start()
            time.sleep(0.4)
            process.send_signal(signal.SIGTERM)
            client.join()
            self.assertEqual(answers[0]["echo"], "hello")
            self.assertEqual(process.wait(timeout=5), 0)

    def test_an_idle_server_stops_at_once(self):
        with serving() as (process, _):
            process.send_signal(signal.SIGTERM)
            try:
                self.assertEqual(process.wait(timeout=3), 0)
            except subprocess.TimeoutExpired:
                self.fail("still running 3 s after SIGTERM")


if __name__ == "__main__":
    unittest.main()
