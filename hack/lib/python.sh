# Python tools are installed in virtual environments in the cache directory, never in the system's Python.
# Needs log.sh, cache.sh and apt.sh.

# Prints the path of a virtual environment holding the given requirements; its programs are in <path>/bin.
#
# An environment cannot be renamed, because its scripts contain the path of their interpreter. It is built in place and is
# complete when the file `.complete` exists.
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
