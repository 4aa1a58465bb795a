# The built-in cluster as a whole. Every function may be called at any time: it checks the current state and does
# the remaining work.

packages=(etcd-server containerd runc containernetworking-plugins iptables conntrack busybox-static
    openssl curl iproute2 util-linux ca-certificates)

kubernetes_entry() {
    echo "kubernetes-$kubernetes_version-$(digest_of "$cluster_files/build/kubernetes" "$cluster_files/pause/pause.go")"
}

# The path of the Kubernetes build, which may not exist yet.
binaries=$(cache_root)/$(kubernetes_entry)/bin

require_root() { ((EUID == 0)) || die "the built-in cluster needs root (namespaces, network, cgroups)" "run it as root"; }

# Concurrent runs of up, down and component would undo each other's work.
lock_cluster() {
    mkdir -p /run/lock
    exec 9>/run/lock/darkroom-cluster.lock
    flock -n 9 || {
        note "waiting for another hack/cluster command to finish"
        flock 9
    }
}

# All slow and cached work; does not change the cluster.
cluster_prepare() {
    apt_install "${packages[@]}"
    cache_entry "$(kubernetes_entry)" "$cluster_files/build/kubernetes" >/dev/null
    base_images >/dev/null
}

cluster_up() {
    local node images
    images=$(base_images)
    mkdir -p "$state/run" "$logs"
    pki_create
    network_up
    cluster_settled || step "starting the cluster (about 20 seconds)"

    start_etcd
    for node in "${nodes[@]}"; do start_node "$node"; done
    await etcd 60 etcd etcd_ready
    start_kube-apiserver
    for node in "${nodes[@]}"; do
        await "node $node" 10 "node-$node" node_on "$node"
        start_containerd "$node"
    done
    for node in "${nodes[@]}"; do
        await "containerd on $node" 60 "containerd-$node" containerd_ready "$node"
        import_images "$node" "$images/pause.tar" "$images/busybox.tar"
    done
    await kube-apiserver 120 kube-apiserver api_ready
    start_kube-controller-manager
    start_kube-scheduler
    start_kube-proxy
    for node in "${nodes[@]}"; do
        # A kubelet registers its node only when it starts: after a `kubectl delete node` it must be restarted.
        node_registered "$node" >/dev/null 2>&1 || component_halt "kubelet-$node"
        start_kubelet "$node"
    done
    for node in "${nodes[@]}"; do
        await "node $node" 60 "kubelet-$node" node_registered "$node"
        node_equip "$node"
    done
    for node in "${nodes[@]}"; do await "node $node" 120 "kubelet-$node" node_ready "$node"; done
    await "the default service account" 60 kube-controller-manager kubectl get serviceaccount default
}

cluster_settled() {
    local name
    for name in $(component_names); do component_running "$name" || return 1; done
}

# Every component, in the order of their start.
component_names() {
    local node
    echo etcd
    for node in "${nodes[@]}"; do echo "node-$node" "containerd-$node"; done
    echo kube-apiserver kube-controller-manager kube-scheduler kube-proxy
    for node in "${nodes[@]}"; do echo "kubelet-$node"; done
}

# A node starts and stops with all its processes, and any other component alone.
component_start() {
    case $1 in
    node-*)
        start_node "${1#*-}"
        await "node ${1#*-}" 10 "$1" node_on "${1#*-}"
        start_containerd "${1#*-}"
        start_kubelet "${1#*-}"
        ;;
    containerd-*) start_containerd "${1#*-}" ;;
    kubelet-*) start_kubelet "${1#*-}" ;;
    *) "start_$1" ;;
    esac
}

component_stop() {
    case $1 in
    node-*)
        # The node first: a power cut gives kubelet no time to report.
        component_halt "$1" 0
        component_halt "kubelet-${1#*-}" 0
        component_halt "containerd-${1#*-}" 0
        ;;
    *) component_halt "$1" ;;
    esac
}

# Runs every step, even if an earlier one failed; check-clean lists what remains.
cluster_down() {
    # When the nodes' first processes end, the pods end too.
    _kill_marked || true
    network_down || true
    _remove_cgroups || true
    _unmount_below "$state" || true
    rm -rf --one-file-system "$state"
    # The nodes' mount point, unless other network plugins keep files there.
    rmdir /var/lib/cni 2>/dev/null || true
}

# Containers' cgroups lie under k8s.io, containerd's name for Kubernetes; another containerd's are in use and stay.
_remove_cgroups() {
    local directory
    find /sys/fs/cgroup -depth -type d -path '*/k8s.io*' 2>/dev/null | while read -r directory; do
        rmdir "$directory" 2>/dev/null || true
    done
}

_unmount_below() {
    local mount
    awk -v top="$1/" 'index($5, top) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r mount; do
        umount -l "$mount" || true
    done
}
