import json
import os
import signal
import struct
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from image import post, serving


def picture(name: str) -> bytes:
    return Path(os.environ["WORKLOAD_ROOT"], "usr/share/darkroom-workload/pictures", name).read_bytes()


def picture_from(url: str, body: bytes) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, data=body, method="POST"), timeout=20) as reply:
        return reply.read()


def get(url: str) -> dict:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return json.load(reply)


def size(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])


class Serving(unittest.TestCase):
    def test_it_describes_a_picture(self):
        with serving() as (_, base):
            answer = post(f"{base}/encode", picture("china.jpg"))
        self.assertEqual((answer["width"], answer["height"]), (640, 427))
        self.assertAlmostEqual(sum(value * value for value in answer["embedding"]), 1, places=3)

    def test_it_echoes_json(self):
        with serving() as (_, base):
            self.assertEqual(post(base, b'{"a": [1, 2]}')["echo"], {"a": [1, 2]})

    def test_it_generates_a_picture_from_words(self):
        with serving() as (_, base):
            body = json.dumps({"prompt": "a darkroom", "width": 64, "height": 32}).encode()
            first, again = (picture_from(f"{base}/api/generate", body) for _ in range(2))
        self.assertEqual(size(first), (64, 32))
        self.assertEqual(first, again)

    def test_it_finds_the_part_of_a_picture_at_a_point(self):
        with serving() as (_, base):
            mask = picture_from(f"{base}/api/smart-mask?x=10&y=10", picture("china.jpg"))
        self.assertEqual(size(mask), (640, 427))

    def test_it_resizes_crops_extracts_and_finds_edges(self):
        with serving() as (_, base):
            for path, expected in (
                ("resize?width=100&height=50", (100, 50)),
                ("crop?left=10&top=20&width=30&height=40", (30, 40)),
                ("canny?low=50&high=100", (640, 427)),
            ):
                self.assertEqual(size(picture_from(f"{base}/api/image-utils/{path}", picture("china.jpg"))), expected)
            cut = picture_from(f"{base}/api/image-utils/extract-object?tolerance=30", picture("flower.jpg"))
            self.assertGreater(size(cut)[0], 0)

    def test_it_compares_two_pictures(self):
        with serving() as (_, base):
            encoded = post(f"{base}/api/image-utils/encode", picture("china.jpg"))["image"]
            body = json.dumps({"image": encoded, "other": encoded}).encode()
            self.assertEqual(post(f"{base}/api/image-utils/mae", body)["mae"], 0)

    def test_it_says_what_is_wrong_with_a_request(self):
        with serving() as (_, base):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                post(f"{base}/api/image-utils/resize?width=0&height=1", picture("china.jpg"))
            self.assertEqual(caught.exception.code, 400)
            self.assertIn("1 to 4096", json.load(caught.exception)["error"])

    def test_it_sends_a_job_to_a_worker(self):
        with serving() as (_, worker), serving("--worker-url", f"{worker}/api/generate") as (_, base):
            job = post(f"{base}/api/generate/async", b'{"prompt": "later", "width": 16, "height": 8}')
            deadline = time.monotonic() + 10
            while get(base + job["status"])["status"] == "running" and time.monotonic() < deadline:
                time.sleep(0.05)
            with urllib.request.urlopen(base + job["result"], timeout=5) as reply:
                self.assertEqual(size(reply.read()), (16, 8))

    def test_it_reports_the_number_of_waiting_jobs_without_those_at_the_worker(self):
        with serving("--request-delay", "3", "--most-running", "2") as (_, base):
            for _ in range(5):
                post(f"{base}/api/generate/async", b'{"prompt": "later", "width": 16, "height": 8}')
            deadline = time.monotonic() + 2
            while get(f"{base}/api/generate/queue")["queued"] > 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertEqual(get(f"{base}/api/generate/queue"), {"queued": 3})

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
