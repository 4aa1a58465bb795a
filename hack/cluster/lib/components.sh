# One start function per component of the control plane. It does nothing for a running component, so that starting
# everything also repairs a broken cluster. Those of the nodes are in nodes.sh.
# Needs process.sh, settings.sh, and the variable `binaries` (where the built Kubernetes is).

feature_gates=TTLAfterFinished=true,BoundServiceAccountTokenVolume=true

start_etcd() {
    component_launch etcd etcd --name=darkroom --data-dir="$state/etcd" --logger=zap --log-level=warn \
        --listen-client-urls="$etcd_url" --advertise-client-urls="$etcd_url" \
        --listen-peer-urls=http://127.0.0.1:12380 --initial-advertise-peer-urls=http://127.0.0.1:12380 \
        --initial-cluster=darkroom=http://127.0.0.1:12380 --quota-backend-bytes=4294967296 \
        --client-cert-auth --trusted-ca-file="$pki/ca.crt" --cert-file="$pki/etcd.crt" --key-file="$pki/etcd.key"
}

start_kube-apiserver() {
    mkdir -p "$(dirname "$audit_log")"
    component_launch kube-apiserver "$binaries/kube-apiserver" \
        --bind-address="$host_address" --advertise-address="$host_address" --secure-port="$api_port" --insecure-port=0 \
        --etcd-servers="$etcd_url" --etcd-cafile="$pki/ca.crt" \
        --etcd-certfile="$pki/etcd-client.crt" --etcd-keyfile="$pki/etcd-client.key" \
        --service-cluster-ip-range="$service_network" --allow-privileged=true --feature-gates="$feature_gates" \
        --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
        --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
        --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/service-account.pub" \
        --service-account-signing-key-file="$pki/service-account.key" \
        --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
        --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" \
        --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
        --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy-client \
        --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
        --requestheader-extra-headers-prefix=X-Remote-Extra- \
        --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key" \
        --audit-policy-file="$cluster_files/audit-policy.yaml" --audit-log-path="$audit_log" --audit-log-format=json \
        --audit-log-maxsize=2048 --audit-log-maxbackup=1
}

# One instance each: without an election, a machine that is too busy to renew a lease causes no restart.
start_kube-controller-manager() {
    local kubeconfig=$config/controller-manager.kubeconfig
    component_launch kube-controller-manager "$binaries/kube-controller-manager" \
        --kubeconfig="$kubeconfig" --authentication-kubeconfig="$kubeconfig" --authorization-kubeconfig="$kubeconfig" \
        --bind-address=127.0.0.1 --port=0 --leader-elect=false --feature-gates="$feature_gates" \
        --use-service-account-credentials --service-account-private-key-file="$pki/service-account.key" \
        --root-ca-file="$pki/ca.crt" --kube-api-qps=100 --kube-api-burst=200
}

start_kube-scheduler() {
    local kubeconfig=$config/scheduler.kubeconfig
    component_launch kube-scheduler "$binaries/kube-scheduler" \
        --kubeconfig="$kubeconfig" --authentication-kubeconfig="$kubeconfig" --authorization-kubeconfig="$kubeconfig" \
        --bind-address=127.0.0.1 --port=0 --leader-elect=false --kube-api-qps=100 --kube-api-burst=200
}

# Both nodes share the host's network, so one kube-proxy serves both.
start_kube-proxy() {
    replace_file "$config/kube-proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
bindAddress: $host_address
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
clientConnection: {kubeconfig: $config/proxy.kubeconfig}
clusterCIDR: $pod_network
nodePortAddresses: [$pod_network]
# Zero: do not change the machine's connection tracking limits.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
iptables: {minSyncPeriod: 100ms, syncPeriod: 30s}
oomScoreAdj: 0
YAML
    component_launch kube-proxy "$binaries/kube-proxy" --config="$config/kube-proxy.yaml" --hostname-override="${nodes[0]}"
}

api_ready() { kubectl get --raw=/readyz; }

etcd_ready() {
    curl -sSf --max-time 2 --cacert "$pki/ca.crt" --cert "$pki/etcd-client.crt" \
        --key "$pki/etcd-client.key" "$etcd_url/health"
}

kubectl() { "$binaries/kubectl" --kubeconfig="$admin_kubeconfig" --request-timeout=10s "$@"; }

# Plain REST with the administrator's certificate. usage: api_request METHOD URL [CURL OPTION...]
api_request() {
    local method=$1 url=$2
    shift 2
    curl -sS --fail-with-body --max-time 10 --cacert "$pki/ca.crt" --cert "$pki/admin.crt" --key "$pki/admin.key" \
        -X "$method" "$url" "$@"
}
