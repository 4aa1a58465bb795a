"""Wakes services whose containers do not run, and reports the time that the gateway adds before and after."""

import argparse
import base64
import http.client
import http.server
import json
import multiprocessing
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
from datetime import datetime, timezone

NAMESPACE = os.environ["NAMESPACE"]
GATEWAY = urllib.parse.urlsplit(os.environ["GATEWAY"])
SERVICES = f"/apis/darkroom.dev/v1alpha1/namespaces/{NAMESPACE}/inferenceservices"
DEPLOYMENTS = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments"
PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
PATIENCE = 60


class API:
    """The API server, over one connection that stays open."""

    def __init__(self):
        view = subprocess.check_output(["kubectl", "config", "view", "--raw", "--minify", "--flatten", "--output=json"])
        config = json.loads(view)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        context = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
        with tempfile.NamedTemporaryFile() as pair:
            pair.write(base64.b64decode(user["client-certificate-data"]) + b"\n" + base64.b64decode(user["client-key-data"]))
            pair.flush()
            context.load_cert_chain(pair.name)
        server = urllib.parse.urlsplit(cluster["server"])
        self.address = server.hostname
        self.connection = http.client.HTTPSConnection(server.hostname, server.port or 443, context=context)

    def request(self, method, path, body=None, kind="application/json"):
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, {"Content-Type": kind})
        response = self.connection.getresponse()
        reply = json.loads(response.read())
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {reply.get('message', response.status)}")
        return reply


def watch(news):
    """Watches pods in the same way as the gateway, and records when each one became ready for the first time."""
    api = API()
    start = api.request("GET", PODS)["metadata"]["resourceVersion"]
    api.connection.request("GET", f"{PODS}?watch=1&resourceVersion={start}")
    known = set()
    for line in api.connection.getresponse():
        now = time.time()
        pod = json.loads(line)["object"]
        conditions = pod.get("status", {}).get("conditions", [])
        name = pod["metadata"]["name"]
        if name not in known and {"Ready": "True"}.items() <= {each["type"]: each["status"] for each in conditions}.items():
            known.add(name)
            news.put((name, now))


class Pod(http.server.BaseHTTPRequestHandler):
    """Answers requests instead of all containers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """Ignores connections that end."""


def serve(address, port):
    Server((address, port.value), Pod).serve_forever()


def service(name, port):
    return {
        "apiVersion": "darkroom.dev/v1alpha1",
        "kind": "InferenceService",
        "metadata": {"name": name},
        "spec": {
            "image": "localhost/workload:dev",
            "port": port,
            "routes": [{"path": f"/wake-up/{name}"}],
            "scaling": {"minReplicas": 0, "maxReplicas": 1, "idleSeconds": 1},
            # No node has that much, so its pods wait for ever.
            "resources": {"requests": {"cpu": "9999"}},
        },
    }


def wait(what, look):
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {PATIENCE} s")
        # Rarely enough not to influence the measurement.
        time.sleep(0.05)
    return found


def is_accepted(api, name):
    status = api.request("GET", f"{SERVICES}/{name}").get("status", {})
    conditions = {each["type"]: each["status"] for each in status.get("conditions", [])}
    return conditions.get("RoutesAccepted") == "True" and status.get("phase") == "Idle"


def wake(api, name, uid, address):
    """The times of the request, of marking the pod ready, of the API server's record and of the reply; and the pod."""
    times = {}
    client = socket.create_connection((GATEWAY.hostname, GATEWAY.port or 80))
    client.settimeout(PATIENCE)

    def receive():
        reply = client.recv(65536)
        times["reply"] = time.time()
        times["head"] = reply.split(b"\r\n")[0].decode()

    receiver = threading.Thread(target=receive)
    receiver.start()
    times["sent"] = time.time()
    client.sendall(f"GET /wake-up/{name} HTTP/1.1\r\nHost: {GATEWAY.hostname}\r\n\r\n".encode())
    time.sleep(0.1)
    found = wait(
        f"a pod of {name}", lambda: api.request("GET", f"{PODS}?labelSelector=darkroom.dev%2Fuid%3D{uid}")["items"]
    )
    status = {
        "phase": "Running",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "conditions": [{"type": "Ready", "status": "True"}],
    }
    times["called"] = time.time()
    times["pod"] = found[0]["metadata"]["name"]
    patch = f"{PODS}/{times['pod']}/status"
    api.request("PATCH", patch, {"status": status}, "application/strategic-merge-patch+json")
    times["ready"] = time.time()
    receiver.join(PATIENCE)
    client.close()
    # The other effects of this wake-up (statuses, endpoints) must not influence the measurement of the next one.
    time.sleep(0.4)
    if not times.get("head", "").startswith("HTTP/1.1 200"):
        raise SystemExit(f"{name} was answered with {times.get('head') or 'nothing'}")
    return times


def ask(address, port):
    """The duration of the same request sent directly to the pod."""
    began = time.time()
    with socket.create_connection((address, port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        client.recv(65536)
    return time.time() - began


def scale_writes(since):
    """The times at which the API server received writes to the number of pods, by the name of the Deployment."""
    writes = {}
    with open(os.environ["DARKROOM_AUDIT_LOG"], encoding="utf-8") as log:
        log.seek(since)
        for line in log:
            event = json.loads(line)
            target = event.get("objectRef", {})
            if event["verb"] == "patch" and target.get("subresource") == "scale" and target.get("namespace") == NAMESPACE:
                moment = datetime.strptime(event["requestReceivedTimestamp"], "%Y-%m-%dT%H:%M:%S.%fZ")
                # An event is written for each stage of a request.
                writes.setdefault(target["name"], set()).add(moment.replace(tzinfo=timezone.utc).timestamp())
    return writes


def report(what, times, goal=None):
    times = sorted(times)
    p99 = times[max(0, -(-len(times) * 99 // 100) - 1)]
    words = f"   goal {goal} ms" if goal else ""
    print(f"{what:48} {times[len(times) // 2] * 1e3:9.2f} ms {p99 * 1e3:9.2f} ms{words}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--services", type=int, default=10)
    options.add_argument("--rounds", type=int, default=10)
    options = options.parse_args()

    api = API()
    with socket.create_server((api.address, 0)) as probe:
        port = multiprocessing.Value("i", probe.getsockname()[1])
    multiprocessing.Process(target=serve, args=(api.address, port), daemon=True).start()
    news = multiprocessing.Queue()
    multiprocessing.Process(target=watch, args=(news,), daemon=True).start()
    names = [f"wake-{number}" for number in range(options.services)]
    uids = {name: api.request("POST", SERVICES, service(name, port.value))["metadata"]["uid"] for name in names}
    for name in names:
        wait(f"the gateway takes requests of {name}", lambda: is_accepted(api, name))

    since = os.path.getsize(os.environ["DARKROOM_AUDIT_LOG"])
    wakes, straight = [], []
    for _ in range(options.rounds):
        wakes += [(name, wake(api, name, uids[name], api.address)) for name in names]
        for name in names:
            straight.append(ask(api.address, port.value))
            wait(
                f"{name} goes back to zero",
                lambda: api.request("GET", f"{DEPLOYMENTS}/{name}")["spec"]["replicas"] == 0
                and not api.request("GET", f"{PODS}?labelSelector=darkroom.dev%2Fuid%3D{uids[name]}")["items"],
            )
    time.sleep(1)
    writes = scale_writes(since)
    to_write, more = [], 0
    for name, times in wakes:
        # Later writes put the service to sleep.
        found = sorted(moment for moment in writes.get(name, ()) if times["sent"] <= moment <= times["reply"])
        if not found:
            raise SystemExit(f"the audit log has no write that woke {name}")
        to_write.append(found[0] - times["sent"])
        more += len(found) - 1

    print(f"{len(wakes)} wake-ups of {options.services} services, {more} writes more than that\n")
    print(f"{'':48} {'median':>12} {'p99':>12}")
    report("request sent → scale write at the API server", to_write, goal=5)
    heard = dict(news.get(timeout=PATIENCE) for _ in wakes)
    report(
        "another watcher has the ready pod → first byte",
        [max(0, each["reply"] - heard[each["pod"]]) for _, each in wakes],
        goal=10,
    )
    report("the API server has it → another watcher has it", [max(0, heard[each["pod"]] - each["ready"]) for _, each in wakes])
    report("straight request to the pod → first byte", straight)
    report("pod called ready → first byte", [each["reply"] - each["called"] for _, each in wakes])


main()
