# An S3 server that checks every signature and runs as long as the test layer. Needs hack/lib/all.sh.

storage_server=
storage_work=

# Sets DARKROOM_TEST_S3_*. usage: start_storage [ADDRESS]
start_storage() {
    local venv deadline=$((SECONDS + 120))
    storage_work=$(mktemp -d)
    venv=$(python_venv moto 'moto[server]>=5,<6')
    "$venv/bin/python" "$repository/hack/test/storage-server.py" "$storage_work/environment" "$@" \
        >"$storage_work/log" 2>&1 &
    storage_server=$!
    until [[ -e $storage_work/environment ]]; do
        if ! kill -0 "$storage_server" 2>/dev/null || ((SECONDS > deadline)); then
            tail -n 20 "$storage_work/log" >&2
            die "the S3 server for the tests did not start within 120 s"
        fi
        sleep 0.2
    done
    source "$storage_work/environment"
}

stop_storage() {
    [[ -z $storage_server ]] || kill "$storage_server" 2>/dev/null || true
    [[ -z $storage_work ]] || rm -rf "$storage_work"
}
