# What the test scripts share: layers that run, are timed and are counted.
source "$(dirname "${BASH_SOURCE[0]}")/../lib/all.sh"

test_logs=$(cache_root)/logs/test
summary=()
passed=0
failed=0

# Runs one layer with its output in a log, and takes note of how it ended.
# usage: layer NAME COMMAND...
layer() {
    local name=$1 log=$test_logs/$1.log began=$SECONDS outcome=passed
    shift
    mkdir -p "$test_logs"
    step "$name"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        outcome=FAILED
        tail -n 40 "$log" | sed 's/^/    | /' >&2
        note "the whole log: $log"
    fi
    count "$log" "$outcome"
    summary+=("$(printf '%-12s %-7s %5d tests %5d s' "$name" "$outcome" "$layer_tests" $((SECONDS - began)))")
}

# Adds up what the runners' closing lines say: Swift Testing's, pytest's, and the plain one.
count() {
    local log=$1 outcome=$2 good bad
    good=$(sed -nE 's/.*Test run with ([0-9]+) tests?.* passed.*/\1/p; s/^=+ .*\b([0-9]+) passed.*/\1/p; s/^([0-9]+) passed, [0-9]+ failed.*/\1/p' "$log" |
        awk '{ sum += $1 } END { print sum + 0 }')
    bad=$(sed -nE 's/.*Test run with .* failed .*with ([0-9]+) issues?.*/\1/p; s/^=+ .*\b([0-9]+) failed.*/\1/p; s/^[0-9]+ passed, ([0-9]+) failed.*/\1/p' "$log" |
        awk '{ sum += $1 } END { print sum + 0 }')
    # A layer that broke before its runner could count is one failure.
    if [[ $outcome == FAILED ]] && ((bad == 0)); then bad=1; fi
    layer_tests=$((good + bad))
    passed=$((passed + good))
    failed=$((failed + bad))
}

# Prints the table and ends with the plain line; the exit code is the result.
summarize() {
    printf '\n'
    printf '  %s\n' "${summary[@]}"
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}

# The environment of the development cluster. usage: use_cluster [UP_OPTION...]
use_cluster() {
    "$repository/hack/cluster/up" "$@"
    source <("$repository/hack/cluster/env")
}

# Waits until no other run of a layer works on the cluster: one pauses what another tests. To be called when the cluster is
# up, because everything started afterwards keeps the lock for as long as it lives.
take_turns() {
    mkdir -p "$test_logs"
    exec 9>"$test_logs/cluster.lock"
    flock --nonblock 9 || {
        step "waiting for other tests on this cluster"
        flock 9
    }
}

# Waits until a namespace that is on its way out is gone: nothing could be created in it. usage: await_end NAMESPACE
await_end() {
    local deleted
    deleted=$(kubectl get namespace "$1" --ignore-not-found --output jsonpath='{.metadata.deletionTimestamp}')
    [[ -z $deleted ]] || kubectl wait --for=delete "namespace/$1" --timeout=120s >/dev/null 2>&1 || true
}

# Swift tests of the given targets; the build is shared by all layers. usage: swift_tests FILTER...
swift_tests() {
    local filters=() filter
    for filter in "$@"; do filters+=(--filter "$filter"); done
    cd "$repository" || return
    "$repository/hack/swift" build --build-tests
    swift test --skip-build "${filters[@]}"
}
