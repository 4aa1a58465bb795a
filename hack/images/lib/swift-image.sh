# Images of the project's own programs: one static Swift binary and the few system libraries it still needs.
# Needs log.sh, cache.sh and archive.sh.

# Both programs are built from the stand-in's package, which depends on the project's own: their common dependencies are
# compiled once. Without YAML, because in a cluster there is no kubeconfig to read.
swift_package=$repository/hack/argo-standin
swift_options=(--configuration release --disable-default-traits --static-swift-stdlib -Xlinker -s)

# usage: build_swift_image PRODUCT
build_swift_image() {
    local product=$1 digest
    digest=$(_swift_inputs_digest "$product")
    if archive_is_current "$product" "$digest"; then
        note "image $product is up to date"
        return
    fi
    step "building image $product (minutes when its dependencies are compiled for the first time)"
    (
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT
        chmod 755 "$root"
        binary=$swift_package/.build-release/release/$product
        logged "$(images_directory)/$product.log" swift build --package-path "$swift_package" \
            --scratch-path "$swift_package/.build-release" --product "$product" "${swift_options[@]}"
        "$here/check-no-full-foundation" "$binary"
        _copy_program "$binary" "$root" "$product"
        add_common_files "$root"
        write_archive "$product" "$digest" "$root" --entrypoint "[\"/usr/bin/$product\"]"
    )
}

# The sources of a program, the compiler and its settings.
_swift_inputs_digest() {
    local files=() sources=("$repository/Package.swift" "$repository"/Sources/Kube{Core,Client,Runtime})
    case $1 in
    darkroom) sources+=("$repository"/Sources/Darkroom* "$repository/Sources/darkroom") ;;
    argo-standin) sources+=("$swift_package/Package.swift" "$swift_package/Sources") ;;
    esac
    mapfile -t files < <(find "${sources[@]}" -type f | LC_ALL=C sort -u)
    files+=("$here"/lib/{archive,swift-image}.sh)
    digest_of "${files[@]}" -- "${files[@]#"$repository/"}" "$1" "${swift_options[@]}" "$(swift --version 2>/dev/null)"
}

# Copies the program and the shared libraries that it needs, to the paths at which it looks for them.
_copy_program() {
    local binary=$1 root=$2 product=$3 library
    install -D -m 755 "$binary" "$root/usr/bin/$product"
    while read -r library; do
        install -D -m 755 "$library" "$root$library"
    done < <(ldd "$binary" | grep -oE '/[^ ]+\.so[^ ]*')
}
