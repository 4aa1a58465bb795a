# Which cluster the scripts work on: DARKROOM_CLUSTER is `builtin` (the default), `existing` (whatever KUBECONFIG names)
# or `kind`. Each has the same four functions: <kind>_up [EXTRA...], <kind>_down, <kind>_env, <kind>_load_image ARCHIVE...

cluster_kind=${DARKROOM_CLUSTER:-builtin}
case $cluster_kind in
builtin | existing | kind) ;;
*) die "unknown DARKROOM_CLUSTER=$cluster_kind" "use builtin, existing or kind" ;;
esac

builtin_up() {
    local extra
    require_root
    cluster_prepare
    for extra in "$@"; do "prepare_$extra" >/dev/null; done
    lock_cluster
    cluster_up
    for extra in "$@"; do
        "start_$extra"
        await "$extra" 60 "$extra" "${extra}_ready"
    done
    step "the cluster is up: eval \"\$(hack/cluster/env)\"; kubectl get nodes"
}

builtin_down() {
    require_root
    lock_cluster
    cluster_down
}

builtin_env() {
    [[ -e $admin_kubeconfig ]] || die "there is no cluster" "start one with hack/cluster/up"
    _export KUBECONFIG "$admin_kubeconfig"
    printf 'export PATH=%q:"$PATH"\n' "$binaries"
    [[ -z ${HTTPS_PROXY:-}${https_proxy:-}${HTTP_PROXY:-}${http_proxy:-} ]] || _export NO_PROXY "$NO_PROXY"
    _export DARKROOM_CLUSTER_STATE "$state"
    _export DARKROOM_AUDIT_LOG "$audit_log"
    if component_running crd-server; then
        _export DARKROOM_CRD_SERVER "$crd_server_url"
        _export DARKROOM_CRD_SERVER_CA "$pki/ca.crt"
        _export DARKROOM_CRD_SERVER_CERT "$pki/admin.crt"
        _export DARKROOM_CRD_SERVER_KEY "$pki/admin.key"
        _export DARKROOM_CRD_SERVER_KUBECONFIG "$config/crd-server.kubeconfig"
    fi
    if component_running s3; then
        _export DARKROOM_S3_ENDPOINT "$s3_url"
        _export DARKROOM_S3_ACCESS_KEY "$s3_access_key"
        _export DARKROOM_S3_SECRET_KEY "$s3_secret_key"
        _export DARKROOM_S3_REGION us-east-1
    fi
}

_export() { printf 'export %s=%q\n' "$1" "$2"; }

builtin_load_image() {
    require_root
    local node pids=() pid failed=0
    for node in "${nodes[@]}"; do
        import_images "$node" "$@" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    return "$failed"
}

existing_up() {
    (($# == 0)) || die "--$1 needs the built-in cluster"
    [[ -n ${KUBECONFIG:-} ]] || die "DARKROOM_CLUSTER=existing uses the cluster that KUBECONFIG names, but KUBECONFIG is not set"
    command -v kubectl >/dev/null || die "kubectl is not in PATH"
    command kubectl version --request-timeout=10s >/dev/null || die "the cluster of KUBECONFIG=$KUBECONFIG does not answer"
    step "using the cluster of KUBECONFIG=$KUBECONFIG as it is"
}

existing_down() { note "the cluster of KUBECONFIG is not removed"; }

existing_env() { _export KUBECONFIG "${KUBECONFIG:?is not set}"; }

existing_load_image() {
    die "images cannot be loaded to the nodes of an existing cluster" "push them to a registry from which it can pull"
}

kind_name=darkroom

kind_up() {
    (($# == 0)) || die "--$1 needs the built-in cluster"
    local tool
    for tool in kind docker kubectl; do command -v "$tool" >/dev/null || die "$tool is not in PATH"; done
    kind get clusters 2>/dev/null | grep -qxF "$kind_name" || kind create cluster --name "$kind_name" --wait 120s --config - <<'YAML'
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: worker
- role: worker
YAML
    local kubeconfig
    kubeconfig=$(_kind_kubeconfig)
    _kind_equip "$kubeconfig" "$kind_name-worker" a100
    _kind_equip "$kubeconfig" "$kind_name-worker2" t4
}

_kind_kubeconfig() {
    local file
    file=$(cache_root)/kind.kubeconfig
    mkdir -p "$(dirname "$file")"
    (umask 077 && kind get kubeconfig --name "$kind_name" >"$file.new")
    mv "$file.new" "$file"
    echo "$file"
}

# usage: _kind_equip KUBECONFIG NODE MODEL
_kind_equip() {
    local wanted
    read -ra wanted <<<"$(node_labels "$3")"
    command kubectl --kubeconfig="$1" label --overwrite node "$2" "${wanted[@]}"
    command kubectl --kubeconfig="$1" patch node "$2" --subresource=status --type=merge \
        -p "{\"status\":{\"capacity\":{\"nvidia.com/gpu\":\"$(node_gpus "$3")\"}}}"
}

kind_down() { kind delete cluster --name "$kind_name"; }

kind_env() { _export KUBECONFIG "$(_kind_kubeconfig)"; }

kind_load_image() {
    local archive
    for archive in "$@"; do kind load image-archive --name "$kind_name" "$archive"; done
}
