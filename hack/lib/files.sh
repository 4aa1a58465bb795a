# Replaces a file with standard input, completely or not at all. A file with the same content is not touched: programs
# that watch their configuration would restart.
# usage: replace_file FILE
replace_file() {
    cat >"$1.new"
    if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}
