# Servers that are started on request beside the cluster.
# Needs components.sh.

extras_names() { printf '%s\n' s3 crd-server; }

# prepare_<name> fetches and builds, does not change the cluster, and prints the path of the result.

# An S3 server for pods and the host, on the bridge only. It loses its data in a restart and starts without a bucket.
prepare_s3() { python_venv moto 'moto[server]>=5,<6'; }

start_s3() {
    local venv
    venv=$(prepare_s3)
    component_launch s3 "$venv/bin/moto_server" -H "$host_address" -p "$s3_port"
}

s3_ready() { curl -sSf --max-time 2 -o /dev/null "$s3_url/moto-api/"; }

# A current API server for custom resources only, beside the old cluster and on its etcd. It asks the cluster who a
# client is and what it may do, and so accepts the same certificates and tokens.
prepare_crd-server() {
    apt_install python3 python3-venv
    cache_entry "crd-server-$(digest_of "$cluster_files/build/crd-server")" "$cluster_files/build/crd-server"
}

start_crd-server() {
    local entry kubeconfig=$config/admin.kubeconfig
    entry=$(prepare_crd-server)
    component_launch crd-server "$entry/bin/crd-server" \
        --bind-address="$host_address" --secure-port="$crd_server_port" \
        --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
        --etcd-servers="$etcd_url" --etcd-prefix=/crdserver --etcd-cafile="$pki/ca.crt" \
        --etcd-certfile="$pki/etcd-client.crt" --etcd-keyfile="$pki/etcd-client.key" \
        --kubeconfig="$kubeconfig" --authentication-kubeconfig="$kubeconfig" --authorization-kubeconfig="$kubeconfig" \
        --authentication-tolerate-lookup-failure --client-ca-file="$pki/ca.crt" --enable-priority-and-fairness=false \
        --disable-admission-plugins=ValidatingAdmissionPolicy,MutatingAdmissionPolicy,$(
        )ValidatingAdmissionWebhook,MutatingAdmissionWebhook
    sed "s,server: .*,server: $crd_server_url," "$config/admin.kubeconfig" | replace_file "$config/crd-server.kubeconfig"
    chmod 600 "$config/crd-server.kubeconfig"
}

crd-server_ready() { api_request GET "$crd_server_url/readyz"; }
