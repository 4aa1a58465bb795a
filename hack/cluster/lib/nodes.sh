# The two nodes: each a node-init (its namespaces), a containerd and a kubelet.
# Needs components.sh, images.sh.

# usage: start_node NAME
start_node() {
    local node=$1 home=$state/nodes/$1
    mkdir -p "$home"/{containerd,kubelet,log,cni/cache,cni/net.d,cni/addresses} /var/lib/cni
    _node_configuration "$node"
    component_launch "node-$node" unshare --mount --pid --fork --kill-child "$cluster_files/lib/node-init" "$node" "$state"
}

_in_node() { "$cluster_files/lib/in-node" "$@"; }

node_on() { _in_node "$1" true; }

start_containerd() {
    component_launch "containerd-$1" "$cluster_files/lib/in-node" "$1" containerd --config "$state/nodes/$1/containerd.toml"
}

containerd_ready() { _in_node "$1" ctr --connect-timeout 2s version; }

start_kubelet() {
    local node=$1 home=$state/nodes/$1
    component_launch "kubelet-$node" "$cluster_files/lib/in-node" "$node" "$binaries/kubelet" \
        --config="$home/kubelet.yaml" --kubeconfig="$config/kubelet-$node.kubeconfig" --root-dir="$home/kubelet" \
        --cert-dir="$home/kubelet/pki" --hostname-override="$node" --node-ip="$(node_address "$node")" \
        --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock
}

_node_configuration() {
    local node=$1 home=$state/nodes/$1 first last
    read -r first last < <(node_pod_range "$node")
    replace_file "$home/containerd.toml" <<TOML
version = 2
root = "$home/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$pause_image"
  # A machine without CAP_SYS_RESOURCE (a container, some VMs) may not lower the score.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$home/cni/net.d"
TOML
    replace_file "$home/cni/net.d/10-darkroom.conflist" <<JSON
{
  "cniVersion": "0.4.0",
  "name": "darkroom-$node",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "$bridge",
      "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "$home/cni/addresses",
        "ranges": [[{"subnet": "$pod_network", "rangeStart": "$first", "rangeEnd": "$last", "gateway": "$host_address"}]],
        "routes": [{"dst": "0.0.0.0/0"}]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
JSON
    # A resolver on the machine's loopback (systemd-resolved, dnsmasq) cannot be reached from a pod.
    { grep -vE '^nameserver[[:space:]]+(127\.|::1)' /etc/resolv.conf || true; } 2>/dev/null | replace_file "$home/resolv.conf"
    replace_file "$home/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $(node_address "$node")
healthzBindAddress: $(node_address "$node")
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet-$node.crt
tlsPrivateKeyFile: $pki/kubelet-$node.key
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
maxPods: 250
serializeImagePulls: false
registryPullQPS: 0
kubeAPIQPS: 50
kubeAPIBurst: 100
eventRecordQPS: 50
resolvConf: $home/resolv.conf
volumePluginDir: $home/kubelet/plugins-exec
# Images cannot be pulled again, so neither a full disk nor the garbage collector may remove them.
evictionHard: {memory.available: 100Mi, nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
# Without a device manager, a kubelet that restarts keeps the GPU capacity that we set on the node.
featureGates: {DevicePlugins: false, BoundServiceAccountTokenVolume: true}
YAML
}

node_registered() { kubectl get node "$1" -o name; }

node_ready() {
    [[ $(kubectl get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}') == True ]]
}

# Gives a node the labels and the GPU capacity that a GPU driver and feature discovery would set.
node_equip() {
    local node=$1 gpus wanted
    gpus=$(node_gpus "$node")
    read -ra wanted <<<"$(node_labels "$node")"
    kubectl get node -l "$(IFS=, && echo "${wanted[*]}")" -o name | grep -qxF "node/$node" ||
        kubectl label --overwrite node "$node" "${wanted[@]}" >/dev/null
    [[ $(kubectl get node "$node" -o 'jsonpath={.status.allocatable.nvidia\.com/gpu}') != "$gpus" ]] || return 0
    api_request PATCH "$api_url/api/v1/nodes/$node/status" -H 'Content-Type: application/merge-patch+json' -o /dev/null \
        -d "{\"status\":{\"capacity\":{\"nvidia.com/gpu\":\"$gpus\"},\"allocatable\":{\"nvidia.com/gpu\":\"$gpus\"}}}"
}
