# Debian packages: installed from the machine's own sources, or fetched from another release of Debian through a
# private configuration that does not change the machine's own apt settings.
# Needs log.sh and cache.sh.

package_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

_apt_policy_mark='of the scripts of Darkroom: no service is started by its installation'

# Installs the packages that are missing, without starting or enabling their services: this project runs its
# own instances, and must not turn the user's machine into an etcd or containerd server.
# usage: apt_install PACKAGE...
apt_install() {
    local package missing=()
    for package in "$@"; do package_installed "$package" || missing+=("$package"); done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || die "these Debian packages are missing: ${missing[*]}" "install them, or run this as root"
    step "installing ${missing[*]}"
    local log
    log=$(cache_root)/apt-install.log
    (
        # The first install to end would let the services of the others start.
        _apt_lock
        _apt_refresh "$log"
        local policy=/usr/sbin/policy-rc.d
        # A killed run may have left this file behind; a file from another program stays.
        if [[ ! -e $policy ]] || grep -q "$_apt_policy_mark" "$policy"; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\n# %s\nexit 101\n' "$_apt_policy_mark" >"$policy"
            chmod 755 "$policy"
        fi
        DEBIAN_FRONTEND=noninteractive logged "$log" apt-get install -y --no-install-recommends \
            -o DPkg::Lock::Timeout=600 "${missing[@]}"
    )
    for package in "${missing[@]}"; do _apt_disable_services "$package"; done
}

# Holds the lock of the machine's package lists until the calling subshell ends. Several scripts start side by side on
# a fresh machine, and `apt-get update` fails at once when another one holds the lists: its lock timeout does not
# cover them.
_apt_lock() {
    mkdir -p "$(cache_root)"
    exec 9>"$(cache_root)/apt.lock"
    flock 9
}

# A container image has no package lists, and those of an old machine name packages that the mirror no longer has.
_apt_refresh() {
    local stamp
    stamp=$(cache_root)/apt-updated
    # The cache may be older than the machine.
    if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null && [[ -n $(find "$stamp" -mmin -60 2>/dev/null) ]]; then
        return
    fi
    logged "$1" apt-get update -o DPkg::Lock::Timeout=600
    touch "$stamp"
}

_apt_disable_services() {
    local unit
    command -v systemctl >/dev/null || return 0
    while read -r unit; do
        systemctl --no-reload disable "$(basename "$unit")" >/dev/null 2>&1 || true
    done < <(dpkg-query -L "$1" 2>/dev/null | grep -E '/systemd/system/[^/]+\.service$' || true)
}

# The Debian mirror of this machine, and its keyring if there is one.
# Prints "URI<TAB>KEYRING" (the keyring may be empty).
_debian_mirror() {
    local uri
    uri=$(_debian_uri)
    if [[ -z $uri ]]; then
        # Origin and label are only known once the lists have been fetched.
        (
            _apt_lock
            _apt_refresh "$(cache_root)/apt-install.log"
        ) >&2
        uri=$(_debian_uri)
    fi
    [[ -n $uri ]] || die "this machine's apt sources name no Debian mirror" \
        "add one with component main to /etc/apt/sources.list.d, then try again"
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -r $keyring ]] || keyring=
    printf '%s\t%s\n' "$uri" "$keyring"
}

_debian_uri() {
    # Reads to the end, because apt-get fails when its pipe is closed.
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' |
        awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" && !found++ { print $4 }'
}

# Writes a private apt configuration for one Debian release into DIRECTORY and fetches its lists. The machine's
# apt.conf (proxies, timeouts, credentials) still holds; its sources, pins, package state and caches are not touched.
# usage: apt_private DIRECTORY RELEASE
apt_private() {
    local dir=$1 release=$2 uri keyring
    IFS=$'\t' read -r uri keyring < <(_debian_mirror)
    [[ -n $uri ]] || exit 1
    mkdir -p "$dir"/{lists/partial,archives/partial,empty}
    : >"$dir/status"
    local options=${keyring:+[signed-by=$keyring] }
    printf 'deb %s%s %s main\ndeb-src %s%s %s main\n' "$options" "$uri" "$release" "$options" "$uri" "$release" \
        >"$dir/sources.list"
    cat >"$dir/apt.conf" <<CONF
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "$dir/empty";
Dir::Etc::preferences "$dir/empty/none";
Dir::Etc::preferencesparts "$dir/empty";
Dir::State "$dir";
Dir::State::status "$dir/status";
Dir::State::Lists "$dir/lists";
Dir::Cache "$dir";
Dir::Cache::archives "$dir/archives";
APT::Sandbox::User "root";
APT::Default-Release "";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
    APT_CONFIG=$dir/apt.conf apt-get update -qq
}

# Fetches binary packages into the current directory. usage: apt_private_download DIRECTORY PACKAGE...
apt_private_download() {
    local dir=$1
    shift
    APT_CONFIG=$dir/apt.conf apt-get download -qq "$@"
}

# Fetches a source package's files into the current directory. usage: apt_private_source DIRECTORY PACKAGE[=VERSION]
apt_private_source() { APT_CONFIG=$1/apt.conf apt-get source -qq --download-only "$2"; }
