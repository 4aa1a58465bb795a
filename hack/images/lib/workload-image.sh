# The image of hack/images/workload: Python from Debian, photographs and a data set from two Python packages.
# Needs log.sh, cache.sh, apt.sh, python.sh, archive.sh and debian-root.sh.

workload_debian_release=bookworm
workload_packages=(python3 python3-numpy python3-pil python3-botocore busybox-static)

# Dependencies that only maintainer scripts and unused parts need.
unwanted_packages=(
    'perl*' 'libperl5*' 'libgdbm*' dpkg tar debconf openssl ca-certificates tzdata mailcap 'libglib2*' libharfbuzz0b
    libraqm0
)
unwanted_paths=(
    './usr/share/doc/*' './usr/share/man/*' './usr/share/locale/*' './usr/share/lintian/*' './usr/share/bug/*'
    './usr/lib/*/gconv/*' './usr/lib/python3*/dist-packages/numpy/*tests/*'
    './usr/lib/python3*/dist-packages/numpy/f2py/*' './usr/lib/python3*/dist-packages/numpy/distutils/*'
)

build_workload_image() {
    local sources=() digest base
    mapfile -t sources < <(find "$here"/workload/{bin,darkroom_workload} -type f ! -name '*.pyc' | LC_ALL=C sort)
    digest=$(digest_of "${sources[@]}" "$here"/lib/{archive,debian-root,workload-image}.sh -- "${sources[@]#"$here/"}")
    if archive_is_current workload "$digest"; then
        note "image workload is up to date"
        return
    fi
    step "building image workload (under a minute)"
    base=$(cache_entry "images/workload-base-$(digest_of "$here"/lib/{debian-root,workload-image}.sh)" \
        _build_workload_base)
    (
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT
        cp -a --reflink=auto "$base/." "$root"
        _add_workload_programs "$root"
        add_common_files "$root"
        write_archive workload "$digest" "$root" --env PATH=/usr/bin:/bin --env PYTHONUNBUFFERED=1
    )
}

# The part that does not depend on our programs. usage: _build_workload_base DIRECTORY
_build_workload_base() {
    local root=$1
    rm -rf "${root:?}"/*
    step "unpacking ${workload_packages[*]}"
    unpack_debian "$root" "$workload_debian_release" "${workload_packages[@]}"
    _finish_debian_packages "$root"
    _add_workload_data "$root/usr/share/darkroom-workload"
}

# The work of the maintainer scripts.
_finish_debian_packages() {
    local root=$1 library data
    for library in "$root"/usr/lib/*/{blas/libblas,lapack/liblapack}.so.3; do
        ln -s "$(basename "$(dirname "$library")")/$(basename "$library")" "$(dirname "$library")/.."
    done
    # botocore contains descriptions of all AWS services, 80 MB together; we need only that of S3.
    data=$root/usr/lib/python3/dist-packages/botocore/data
    find "$data" -mindepth 1 -maxdepth 1 -type d ! -name s3 -exec rm -rf {} +
    chroot "$root" /bin/busybox --install -s /bin
    ldconfig -r "$root"
    # Compiled here, because a pod with a read-only root would compile everything again at every start.
    chroot "$root" /usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash /usr/lib
}

_add_workload_data() {
    local target=$1
    _unpack_from_wheel scikit-learn==1.5.2 "$target" \
        sklearn/datasets/data/digits.csv.gz sklearn/datasets/images/README.txt # the latter names the photographers
    _unpack_from_wheel scikit-learn==1.5.2 "$target/pictures" sklearn/datasets/images/{china,flower}.jpg
    _unpack_from_wheel scikit-image==0.24.0 "$target/pictures" \
        skimage/data/{astronaut,chelsea,coffee}.png skimage/data/{hubble_deep_field,retina,rocket}.jpg
}

# Only the data of the wheels is used, so those of one platform serve all.
# usage: _unpack_from_wheel REQUIREMENT TARGET_DIRECTORY PATH...
_unpack_from_wheel() {
    local requirement=$1 target=$2 pip wheels
    shift 2
    apt_install unzip
    pip=$(python_venv pip pip)/bin/pip
    wheels=$(mktemp -d)
    "$pip" download --quiet --dest "$wheels" --no-deps --only-binary :all: \
        --python-version 3.11 --platform manylinux2014_x86_64 "$requirement"
    mkdir -p "$target"
    unzip -q -j "$wheels/*.whl" "$@" -d "$target"
    rm -rf "$wheels"
}

_add_workload_programs() {
    local root=$1
    install -D -m 755 "$here/workload/bin/workload" "$root/usr/bin/workload"
    install -d -o 65532 -g 65532 "$root/workspace"
    install -d "$root/usr/lib/python3/dist-packages/darkroom_workload"
    install -m 644 "$here"/workload/darkroom_workload/*.py "$root/usr/lib/python3/dist-packages/darkroom_workload"
    chroot "$root" /usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash \
        /usr/lib/python3/dist-packages/darkroom_workload
}
