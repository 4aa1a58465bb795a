# Long-running processes: started detached and supervised, found again by a PID file, and cleaned up by a mark in their
# environment when a PID file is missing or wrong (after kill -9, or a reboot after which another process has the number).
# Needs log.sh and settings.sh.

process_mark=DARKROOM_CLUSTER_COMPONENT

# A PID alone can be reused; with the boot id and the start time it identifies one process permanently.
_process_identity() {
    local stat fields
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The command's name, in parentheses, may contain blanks: count the fields after it.
    read -ra fields <<<"${stat##*) }"
    [[ ${fields[0]} != Z ]] || return 1
    printf '%s %s %s\n' "$1" "${fields[19]}" "$(</proc/sys/kernel/random/boot_id)"
}

# usage: process_remember FILE PID
process_remember() {
    _process_identity "$2" >"$1.new"
    mv -f "$1.new" "$1"
}

# Prints the PID in a file if that same process still runs. usage: process_recall FILE
process_recall() {
    local remembered pid
    [[ -s $1 ]] || return 1
    remembered=$(<"$1")
    pid=${remembered%% *}
    [[ $(_process_identity "$pid") == "$remembered" ]] || return 1
    echo "$pid"
}

component_running() { process_recall "$state/run/$1" >/dev/null; }

# Processes with a component's mark (that of any component without an argument). Shims keep pods alive while their
# containerd is down, and belong to the node and not to containerd.
# usage: _marked_processes [COMPONENT]
_marked_processes() {
    local file pid comm
    grep -lzsE "^$process_mark=${1:-.*}\$" /proc/[0-9]*/environ 2>/dev/null | while read -r file; do
        pid=${file#/proc/} pid=${pid%/environ}
        { read -r comm <"/proc/$pid/comm"; } 2>/dev/null || continue
        [[ -n ${1:-} && $comm == containerd-shim* ]] || echo "$pid"
    done || true
}

# Repeated, because a process may have started another one meanwhile.
_kill_marked() {
    local pids i
    for ((i = 0; i < 50; i++)); do
        mapfile -t pids < <(_marked_processes "$@")
        ((${#pids[@]})) || return 0
        kill -KILL "${pids[@]}" 2>/dev/null || true
        sleep 0.1
    done
    warn "still running after SIGKILL: ${pids[*]}"
}

# Starts a supervised process, unless it runs already. Its output goes to $logs/COMPONENT.log.
# usage: component_launch COMPONENT COMMAND...
component_launch() {
    local name=$1
    shift
    ! component_running "$name" || return 0
    _kill_marked "$name"
    mkdir -p "$state/run" "$logs"
    # Its own session and process group: it outlives this terminal and can be stopped as a whole. Descriptors above 2
    # may hold locks of the caller.
    (
        cd /
        local descriptor
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            ((descriptor < 3)) || eval "exec $descriptor>&-" 2>/dev/null || true
        done
        exec env "$process_mark=$name" setsid "$(_here_process)/supervise" "$name" "$@" \
            </dev/null >>"$logs/$name.log" 2>&1
    ) &
    local pid=$!
    process_remember "$state/run/$name" "$pid"
    disown "$pid"
}

_here_process() { dirname "$(readlink -f "${BASH_SOURCE[0]}")"; }

# usage: component_halt COMPONENT [SECONDS TO END BY ITSELF]
component_halt() {
    local name=$1 grace=${2:-10} pid i
    if pid=$(process_recall "$state/run/$name"); then
        kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
        for ((i = 0; i < grace * 10; i++)); do
            kill -0 -- "-$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    _kill_marked "$name"
    rm -f "$state/run/$name"
}

# Sends a signal to a component's own processes, not to its supervisor. usage: component_signal COMPONENT SIGNAL
component_signal() {
    local supervisor pid
    supervisor=$(process_recall "$state/run/$1") || die "$1 is not running"
    for pid in $(_marked_processes "$1"); do
        [[ $pid == "$supervisor" ]] || kill "-$2" "$pid" 2>/dev/null || true
    done
}

# Waits until a command succeeds; otherwise shows the end of a component's log.
# usage: await WHAT SECONDS COMPONENT COMMAND...
await() {
    local what=$1 seconds=$2 name=$3
    shift 3
    local deadline=$((SECONDS + seconds))
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= deadline)); then
            tail -n 15 "$logs/$name.log" 2>/dev/null | sed 's/^/    | /' >&2 || true
            die "$what did not come up within $seconds s" "the whole log: $logs/$name.log" \
                "to start from nothing: hack/cluster/down, then hack/cluster/up"
        fi
        sleep 0.2
    done
}
