# Downloads and builds are kept in one cache directory, each in an entry named after its inputs.
# Needs log.sh.

cache_root() { printf '%s/darkroom\n' "${XDG_CACHE_HOME:-$HOME/.cache}"; }

# A short digest of the given files' content and of the strings given after `--`.
# usage: digest_of FILE... [-- STRING...]
digest_of() {
    {
        while (($#)) && [[ $1 != -- ]]; do
            cat -- "$1"
            shift
        done
        printf '%s\0' "$@"
    } | sha256sum | cut -c1-12
}

# Prints the path of a cache entry; when it is missing, runs `COMMAND... DIRECTORY` to fill it first.
#
# The command writes to `<entry>.partial`, which is then renamed to the entry, so that every entry is complete. The next
# run finds the files of an interrupted one, and may reuse them or start over. The command is a separate program,
# because bash ignores `set -e` in a function whose result is tested. A second caller waits for the first.
# usage: cache_entry NAME COMMAND...
cache_entry() {
    local entry
    entry=$(cache_root)/$1
    shift
    if [[ ! -d $entry ]]; then
        mkdir -p "$(dirname "$entry")"
        (
            flock -n 8 || {
                note "waiting for another run that builds $(basename "$entry")"
                flock 8
            }
            [[ ! -d $entry ]] || exit 0
            mkdir -p "$entry.partial"
            : >"$entry.log"
            # The command's stdout goes to its log, and its messages (`step`, `die`) to stderr. It inherits the lock: if
            # this shell is killed, no other run starts while the command still runs.
            if ! "$@" "$entry.partial" >>"$entry.log" </dev/null; then
                tail -n 20 "$entry.log" | sed 's/^/    | /' >&2
                die "could not build $(basename "$entry")" "the whole log: $entry.log" \
                    "run the same command again to continue, or remove $entry.partial to start over"
            fi
            mv -T "$entry.partial" "$entry"
        ) 8>"$entry.lock"
    fi
    printf '%s\n' "$entry"
}
