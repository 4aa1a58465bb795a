# Images of the project's own programs: one static Swift binary and the few system libraries it still needs.
# Needs log.sh, cache.sh and archive.sh.

# usage: build_swift_image NAME PACKAGE_DIRECTORY PRODUCT [SWIFT_BUILD_OPTION...]
build_swift_image() {
    local name=$1 package=$2 product=$3 digest
    shift 3
    [[ -f $package/Package.swift ]] || die "$package has no Package.swift, so the image '$name' cannot be built"
    digest=$(_swift_inputs_digest "$package" "$product" "$@")
    if archive_is_current "$name" "$digest"; then
        note "image $name is up to date"
        return
    fi
    step "building image $name (minutes when its dependencies are compiled for the first time)"
    (
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT
        chmod 755 "$root"
        binary=$package/.build-release/release/$product
        _compile "$name" "$package" "$product" "$@"
        # What users pull stays small; a development tool need not.
        [[ $name != darkroom ]] || "$here/check-no-full-foundation" "$binary"
        _copy_program "$binary" "$root" "$product"
        add_common_files "$root"
        write_archive "$name" "$digest" "$root" --entrypoint "[\"/usr/bin/$product\"]"
    )
}

# The sources of the package and of the project it builds on, how they are compiled, and by what.
_swift_inputs_digest() {
    local package=$1 directory files=()
    for directory in "$repository" "$package"; do
        mapfile -t -O "${#files[@]}" files < <(
            find "$directory/Package.swift" "$directory/Sources" -type f | LC_ALL=C sort -u
        )
    done
    files+=("$here"/lib/{archive,swift-image}.sh)
    digest_of "${files[@]}" -- "${files[@]#"$repository/"}" "${@:2}" "$(swift --version 2>/dev/null)"
}

# A scratch path of its own: the debug build beside it stays as it is, and the two can run at once.
_compile() {
    local name=$1 package=$2 product=$3
    shift 3
    logged "$(images_directory)/$name.log" swift build --package-path "$package" \
        --scratch-path "$package/.build-release" --configuration release --product "$product" \
        --static-swift-stdlib -Xlinker -s "$@"
}

# Copies the program and, to the paths it asks for, the shared libraries that are not part of it.
_copy_program() {
    local binary=$1 root=$2 product=$3 library
    install -D -m 755 "$binary" "$root/usr/bin/$product"
    while read -r library; do
        install -D -m 755 "$library" "$root$library"
    done < <(ldd "$binary" | grep -oE '/[^ ]+\.so[^ ]*')
}
