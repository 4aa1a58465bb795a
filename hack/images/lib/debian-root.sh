# A root file system from Debian packages that are unpacked but not installed: no package manager, no maintainer
# scripts, and only the files that the programs read at run time.
# Needs log.sh and apt.sh.

# Unpacks PACKAGES and their dependencies, except the packages (names or patterns) and paths (tar patterns)
# that the caller lists in the arrays `unwanted_packages` and `unwanted_paths`.
# usage: unpack_debian ROOT_DIRECTORY RELEASE PACKAGE...
unpack_debian() {
    local root=$1 release=$2 apt archive
    shift 2
    apt=$(mktemp -d)
    apt_private "$apt" "$release"
    APT_CONFIG=$apt/apt.conf apt-get install -qq -y --download-only --no-install-recommends "$@"
    for archive in "$apt"/archives/*.deb; do
        _is_unwanted "$(dpkg-deb --field "$archive" Package)" && continue
        dpkg-deb --fsys-tarfile "$archive" |
            tar -x -C "$root" --keep-directory-symlink --wildcards "${unwanted_paths[@]/#/--exclude=}"
    done
    rm -rf "$apt"
}

_is_unwanted() {
    local package
    for package in "${unwanted_packages[@]}"; do
        # shellcheck disable=SC2053 # patterns on purpose
        [[ $1 == $package ]] && return
    done
    return 1
}
