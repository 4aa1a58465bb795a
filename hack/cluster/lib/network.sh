# The bridge, its addresses, the project's own iptables chains and the kernel settings that a cluster needs.
# Needs log.sh, settings.sh and cluster.sh.

# The settings that kubelet, kube-proxy and these scripts change; `down` restores the old values.
network_sysctls=(net.ipv4.ip_forward net.ipv4.conf.all.route_localnet net.bridge.bridge-nf-call-iptables
    vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
    kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

network_up() {
    _save_sysctls
    _create_bridge
    echo 1 >/proc/sys/net/ipv4/ip_forward
    # Without it a pod's answer to another pod of the bridge would bypass the translation of the Service's address.
    [[ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] || echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
    _load_rules
}

_save_sysctls() {
    [[ ! -e $state/sysctl.saved ]] || return 0
    local name
    for name in "${network_sysctls[@]}"; do
        [[ ! -r /proc/sys/${name//.//} ]] || printf '%s=%s\n' "$name" "$(<"/proc/sys/${name//.//}")"
    done >"$state/sysctl.saved.new"
    mv "$state/sysctl.saved.new" "$state/sysctl.saved"
}

_restore_sysctls() {
    local name value
    while IFS='=' read -r name value; do
        echo "$value" >"/proc/sys/${name//.//}"
    done < <(cat "$state/sysctl.saved" 2>/dev/null || true)
}

_create_bridge() {
    local node mtu
    if ! ip link show "$bridge" >/dev/null 2>&1; then
        _refuse_used_range "$host_address" DARKROOM_BRIDGE_PREFIX
        _refuse_used_range "${service_network%/*}" ""
        ip link add "$bridge" type bridge
        # Pods of running nodes were attached to a removed bridge; only a restart of the nodes gives them new links.
        for node in "${nodes[@]}"; do component_stop "node-$node"; done
    fi
    # Pods that use the internet need the path's MTU, which is smaller than Ethernet's in tunnels and clouds.
    mtu=$(ip -4 route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n1)
    mtu=$(cat "/sys/class/net/${mtu:-none}/mtu" 2>/dev/null || echo 1500)
    ip link set "$bridge" mtu "$mtu" up
    ip address replace "$host_address/16" dev "$bridge"
    for node in "${nodes[@]}"; do ip address replace "$(node_address "$node")/16" dev "$bridge"; done
    # Gives the host's requests to Services a source on the bridge, also on a machine without a default route.
    ip route replace "$service_network" dev "$bridge" src "$host_address"
}

_refuse_used_range() {
    local route
    route=$(ip -4 route show match "$1/32" | grep -v '^default' || true)
    [[ -z $route ]] || die "this machine already routes $1: $route" \
        "${2:+choose another network with $2=<first two numbers of a free /16>, for instance $2=10.199}"
}

_load_rules() {
    iptables-restore --noflush <<RULES
*nat
:DARKROOM-OUTPUT - [0:0]
:DARKROOM-POSTROUTING - [0:0]
-A DARKROOM-OUTPUT -d 127.0.0.1/32 -p tcp --dport $api_port -j DNAT --to-destination $host_address:$api_port
-A DARKROOM-OUTPUT -d 127.0.0.1/32 -p tcp --dport $crd_server_port -j DNAT --to-destination $host_address:$crd_server_port
-A DARKROOM-POSTROUTING -s $pod_network ! -d $pod_network -j MASQUERADE
COMMIT
*filter
:DARKROOM-FORWARD - [0:0]
-A DARKROOM-FORWARD -i $bridge -j ACCEPT
-A DARKROOM-FORWARD -o $bridge -j ACCEPT
COMMIT
RULES
    _jump_once nat OUTPUT DARKROOM-OUTPUT
    _jump_once nat POSTROUTING DARKROOM-POSTROUTING
    _jump_once filter FORWARD DARKROOM-FORWARD
}

_jump_once() { iptables -w -t "$1" -C "$2" -j "$3" 2>/dev/null || iptables -w -t "$1" -A "$2" -j "$3"; }

network_down() {
    local tool
    for tool in iptables ip6tables; do
        ! command -v "$tool" >/dev/null || _remove_rules "$tool"
    done
    local link
    for link in $(ip -o link show master "$bridge" 2>/dev/null | sed 's/^[0-9]*: \([^@:]*\).*/\1/'); do
        ip link delete "$link" 2>/dev/null || true
    done
    ip link delete "$bridge" 2>/dev/null || true
    conntrack -D -s "$pod_network" >/dev/null 2>&1 || true
    conntrack -D -d "$pod_network" >/dev/null 2>&1 || true
    _restore_sysctls
}

# Removes our chains, kube-proxy's and kubelet's (KUBE-) and the CNI port mappings of our networks, each table in one
# transaction. Other rules, such as Docker's, stay unchanged.
_remove_rules() {
    local tool=$1 table saved ours='(KUBE-|DARKROOM-|CNI-HOSTPORT-|CNI-DN-)'
    for table in nat filter mangle; do
        saved=$("$tool-save" -t "$table" 2>/dev/null) || continue
        grep -qE "$ours" <<<"$saved" || continue
        {
            echo "*$table"
            sed -nE "/^-A $ours/d; /-j $ours/s/^-A/-D/p" <<<"$saved"
            sed -nE "s/^:(${ours}[^ ]*).*/-F \\1/p" <<<"$saved"
            sed -nE "s/^:(${ours}[^ ]*).*/-X \\1/p" <<<"$saved"
            echo COMMIT
        } | "$tool-restore" --noflush
    done
}
