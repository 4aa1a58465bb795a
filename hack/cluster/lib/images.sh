# Images come from archives, because there is no registry. This builds the two of every cluster: the sandbox image, and
# busybox for users and tests.
# Needs log.sh, cache.sh, nodes.sh.

pause_image=darkroom.local/pause:1
busybox_image=darkroom.local/busybox:1
archive_label=darkroom.dev/archive

# Prints the directory with pause.tar and busybox.tar.
base_images() {
    local busybox
    busybox=$(command -v busybox)
    cache_entry "images/base-$(digest_of "$cluster_files/build/base-images" "$binaries/pause" "$busybox")" \
        "$cluster_files/build/base-images" "$binaries/pause" "$pause_image" "$busybox_image"
}

# Imports archives into one node. The images get a label with the archive's digest; it goes when the image is removed
# or its name moves to another image, so that an existing label means that there is nothing to do.
# usage: import_images NODE ARCHIVE...
import_images() {
    local node=$1 archive digest output image
    shift
    for archive in "$@"; do
        digest=$(_archive_digest "$archive")
        [[ -z $(_ctr "$node" image ls -q "labels.\"$archive_label\"==$digest") ]] || continue
        output=$(_ctr "$node" image import --snapshotter overlayfs "$archive" 2>&1) || {
            printf '%s\n' "$output" | tail -n 5 >&2
            die "node $node could not import $archive" "is it an OCI or docker archive made on this architecture?"
        }
        grep -q '^unpacking ' <<<"$output" || die "$archive names no image" \
            "give it one when writing it, for instance: buildah push IMAGE oci-archive:FILE:localhost/NAME:TAG"
        while read -r image; do
            _ctr "$node" image label "$image" "$archive_label=$digest" >/dev/null
            _add_full_name "$node" "$image"
        done < <(sed -n 's/^unpacking \(.*\) (sha256:.*/\1/p' <<<"$output")
    done
}

_ctr() { _in_node "$1" ctr -n k8s.io "${@:2}" </dev/null; }

# An archive's table of contents names everything in it by digest, and is quicker to read than the archive.
_archive_digest() {
    local name
    for name in index.json ./index.json manifest.json ./manifest.json; do
        if tar -xOf "$1" --occurrence=1 "$name" 2>/dev/null | sha256sum | grep -v ^e3b0c44298fc1c14 | cut -c1-32; then
            return
        fi
    done
    die "$1 is not an image archive" "it has neither index.json (OCI) nor manifest.json (docker)"
}

# A pod's `image: name:tag` means docker.io/library/name:tag to kubelet.
_add_full_name() {
    local first=${2%%/*} full
    case $2 in
    */*) [[ $first == *.* || $first == *:* || $first == localhost ]] && return || full=docker.io/$2 ;;
    *) full=docker.io/library/$2 ;;
    esac
    _ctr "$1" image tag --force "$2" "$full" >/dev/null
}
