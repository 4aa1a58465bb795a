# Python tools live in virtual environments under the cache directory, never in the system's Python.
# Needs log.sh, cache.sh and apt.sh.

# Prints the path of a virtual environment holding the given requirements; its programs are in <path>/bin.
#
# An environment cannot be renamed (its scripts name their interpreter by path), so it is made in place and counts only
# once its `.complete` mark is there.
# usage: python_venv NAME REQUIREMENT...
python_venv() {
    local name=$1 venv
    shift
    venv=$(cache_root)/venv/$name-$(digest_of -- "$@")
    if [[ ! -e $venv/.complete ]]; then
        apt_install python3 python3-venv
        mkdir -p "$(dirname "$venv")"
        (
            flock 8
            [[ ! -e $venv/.complete ]] || exit 0
            step "fetching Python packages: $*"
            rm -rf "$venv"
            logged "$venv.log" /usr/bin/python3 -m venv "$venv"
            logged "$venv.log" "$venv/bin/pip" install --quiet "$@"
            touch "$venv/.complete"
        ) 8>"$venv.lock"
    fi
    printf '%s\n' "$venv"
}
