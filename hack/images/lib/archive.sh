# Image archives in the cache: whether they are current, and how they are built.
# Needs log.sh, cache.sh and apt.sh.

images_directory() { printf '%s/images\n' "$(cache_root)"; }

# Every image runs as this user, which has no name outside the image and no home directory.
image_user=65532:65532

# True when the archive of NAME was built from inputs with this digest. usage: archive_is_current NAME DIGEST
archive_is_current() {
    local archive
    archive=$(images_directory)/$1
    [[ -f $archive.tar && $(cat "$archive.ref" 2>/dev/null) == "localhost/$1:$2" ]]
}

# Packs a root file system as the image NAME. Removes the reference file first and writes it last, so that it always
# matches the archive beside it.
# usage: write_archive NAME DIGEST ROOT_DIRECTORY [BUILDAH_CONFIG_OPTION...]
write_archive() {
    local name=$1 digest=$2 root=$3 archive work
    shift 3
    archive=$(images_directory)/$name
    apt_install buildah skopeo
    mkdir -p "$(images_directory)"
    : >"$archive.log"
    (
        work=$(mktemp -d "$archive.XXXXXX")
        trap 'rm -rf "$work"' EXIT
        logged "$archive.log" _commit_image "$work" "$root" "$@"
        logged "$archive.log" skopeo copy --insecure-policy --additional-tag "localhost/$name:dev" \
            "oci:$work/layout" "docker-archive:$work/archive.tar:localhost/$name:$digest"
        rm -f "$archive.ref"
        mv "$work/archive.tar" "$archive.tar"
        printf 'localhost/%s:%s\n' "$name" "$digest" >"$work/reference"
        mv "$work/reference" "$archive.ref"
    )
    note "localhost/$name:$digest, $(du -h --apparent-size "$archive.tar" | cut -f1)B in $archive.tar"
}

# A temporary store, which needs no overlay file system. The fixed timestamp makes the same
# root file system the same image, which a node that has it need not import again.
_commit_image() {
    local work=$1 root=$2 container
    shift 2
    local buildah=(buildah --storage-driver vfs --root "$work/store" --runroot "$work/run")
    container=$("${buildah[@]}" from scratch) &&
        "${buildah[@]}" copy "$container" "$root" / &&
        "${buildah[@]}" config --user "$image_user" "$@" "$container" &&
        "${buildah[@]}" commit --quiet --disable-compression --timestamp 0 "$container" "oci:$work/layout"
}

# The files of every image besides its programs: users, name resolution, and the certificate authorities of Debian's
# package rather than this machine's own bundle, which may trust what only this machine should trust.
# usage: add_common_files ROOT_DIRECTORY
add_common_files() {
    local root=$1
    apt_install ca-certificates
    install -d "$root/etc/ssl/certs"
    install -d -m 1777 "$root/tmp"
    printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$root/etc/passwd"
    printf 'root:x:0:\nnonroot:x:65532:\n' >"$root/etc/group"
    printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
    cat /usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
}
