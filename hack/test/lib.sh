# Functions of the test scripts. A layer is a script here: it begins with `begin_layer`, lets its runners record
# their results as xunit files in $DARKROOM_TEST_RESULTS, and ends with `end_layer`.
source "$(dirname "${BASH_SOURCE[0]}")/../lib/all.sh"

# For each layer NAME: its log in NAME.log, its results in NAME/, and its line of the summary in NAME.row.
test_logs=$(cache_root)/logs/test

# usage: begin_layer NAME
begin_layer() {
    export DARKROOM_TEST_RESULTS=$test_logs/$1
    apt_install python3
    rm -rf "$DARKROOM_TEST_RESULTS"
    mkdir -p "$DARKROOM_TEST_RESULTS"
}

# Runs a test runner. The layer continues when it fails, and exits with its status. usage: attempt COMMAND...
attempt() { "$@" || layer_status=1; }
layer_status=0

# Prints what the runners recorded and the tests that failed. Fails when a test or a runner failed, or no test ran.
# usage: end_layer [--require SWIFT_TARGET...]      a target of which no test ran is a failure
end_layer() {
    local totals passed failed skipped status=$layer_status
    totals=$(python3 "$repository/hack/test/results.py" "$DARKROOM_TEST_RESULTS" "$@") || status=1
    read -r passed failed skipped <<<"$totals"
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    return "$status"
}

# Runs a script as one layer of the whole, with its output in a log. usage: layer NAME COMMAND...
layer() {
    local name=$1 totals passed failed skipped status
    shift
    rm -rf "${test_logs:?}/$name"
    if _run "$name" "$@"; then status=0; else status=1; fi
    mkdir -p "$test_logs/$name"
    totals=$(python3 "$repository/hack/test/results.py" "$test_logs/$name" 2>/dev/null) || status=1
    read -r passed failed skipped <<<"$totals"
    # A layer that fails before or after its tests counts as one failure.
    if ((status && ${failed:-0} == 0)); then failed=1; fi
    _write_row "$name" "$status" "${passed:-0}" "${failed:-0}" "${skipped:-0}"
}

# Runs a preparation that has no test results; an error counts as one failure. usage: stage NAME COMMAND...
stage() {
    local name=$1 status=0
    _run "$@" || status=1
    _write_row "$name" "$status" 0 "$status" 0
    return "$status"
}

# Sets `began`. usage: _run NAME COMMAND...
_run() {
    local log=$test_logs/$1.log
    began=$SECONDS
    mkdir -p "$test_logs"
    step "$1"
    "${@:2}" >"$log" 2>&1 </dev/null && return
    {
        note "$1 failed:"
        tail -n 40 "$log" | sed 's/^/    | /'
        note "the whole log: $log"
    } >&2
    return 1
}

# usage: _write_row NAME STATUS PASSED FAILED SKIPPED
_write_row() {
    local outcome=passed
    (($2 == 0)) || outcome=FAILED
    printf '%s %s %s %s %s %s %s\n' "$began" "$1" "$outcome" "$3" "$4" "$5" $((SECONDS - began)) >"$test_logs/$1.row"
}

# Prints a table of all layers in the order of their start, and then a line of totals; the exit code is the result.
summarize() {
    local rows=("$test_logs"/*.row)
    printf '\n'
    sort -n "${rows[@]}" | awk '
        BEGIN { printf "  %-12s %-7s %7s %7s %7s %9s %8s\n", "layer", "result", "passed", "failed", "skipped", "start (s)", "time (s)" }
        { printf "  %-12s %-7s %7d %7d %7d %9d %8d\n", $2, $3, $4, $5, $6, $1, $7; passed += $4; failed += $5 }
        END { printf "\n%d passed, %d failed\n", passed, failed; exit !(failed == 0 && passed > 0) }'
}

# Ends background processes and their children. usage: end_processes [PROCESS...]
end_processes() {
    local process
    for process in "$@"; do
        # shellcheck disable=SC2046 # one word for each process
        end_processes $(pgrep -P "$process")
        kill "$process" 2>/dev/null || true
    done
}

# The environment of the development cluster. usage: use_cluster [UP_OPTION...]
use_cluster() {
    "$repository/hack/cluster/up" "$@"
    source <("$repository/hack/cluster/env")
}

# Waits until no other layer uses the cluster: one pauses what another tests. Call it when the cluster is up: every
# process that is started afterwards keeps the lock until it exits.
take_turns() {
    mkdir -p "$test_logs"
    exec 9>"$test_logs/cluster.lock"
    flock --nonblock 9 || {
        step "waiting for other tests on this cluster"
        flock 9
    }
}

# Waits until a terminating namespace is gone, because nothing can be created in it. usage: await_end NAMESPACE
await_end() {
    local deleted
    deleted=$(kubectl get namespace "$1" --ignore-not-found --output jsonpath='{.metadata.deletionTimestamp}')
    [[ -z $deleted ]] || kubectl wait --for=delete "namespace/$1" --timeout=120s >/dev/null 2>&1 || true
}

# Builds and runs tests of the package in the current directory. XCTest records its results only with --parallel, which is
# Swift Testing's default anyway. Without the lock, because layers that run side by side only read the build.
# The layer continues when they fail. usage: swift_tests NAME FILTER...      NAME: name of the results file
swift_tests() {
    local name=$1 filters=() filter
    shift
    for filter in "$@"; do filters+=(--filter "$filter"); done
    "$repository/hack/swift" build --build-tests
    swift test --skip-build --ignore-lock --parallel --xunit-output "$DARKROOM_TEST_RESULTS/$name.xml" "${filters[@]}" || layer_status=1
}

# The test targets of the package in the current directory. usage: test_targets [all|cluster|unit]
test_targets() { swift package --ignore-lock dump-package | python3 "$repository/hack/test/targets.py" "$@"; }
