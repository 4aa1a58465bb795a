# Progress and error messages. All of them go to stderr: stdout is for a script's result.

# Without it, `x=$(f)` continues after an error inside f.
shopt -s inherit_errexit

step() { printf '==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

# Runs a command with its output in a log file; on failure prints the end of the log and its path.
# usage: logged LOGFILE COMMAND...
logged() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    if ! "$@" >>"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" | sed 's/^/    | /' >&2
        die "failed: $*" "the whole log: $log"
    fi
}
