# Where the built-in cluster lives and which addresses it uses. Everything else is derived from these.

kubernetes_version=1.20.2
nodes=(a100 t4)

state=${DARKROOM_CLUSTER_STATE:-/var/lib/darkroom-cluster}
pki=$state/pki
config=$state/config
logs=$state/log
audit_log=$state/audit/audit.log
admin_kubeconfig=$state/admin.kubeconfig

# One bridge connects both nodes and all pods; the first address is that of the host, which is the pods' gateway.
bridge=darkroom0
bridge_prefix=${DARKROOM_BRIDGE_PREFIX:-10.213}
pod_network=$bridge_prefix.0.0/16
host_address=$bridge_prefix.0.1
service_network=10.96.0.0/16
api_port=6443
api_url=https://$host_address:$api_port
crd_server_port=7443
crd_server_url=https://$host_address:$crd_server_port
s3_port=9000
s3_url=http://$host_address:$s3_port
s3_access_key=darkroom
s3_secret_key=darkroom-secret
etcd_url=https://127.0.0.1:12379

node_address() {
    case $1 in
    a100) echo "$bridge_prefix.0.11" ;;
    t4) echo "$bridge_prefix.0.12" ;;
    esac
}

# 510 addresses per node: more than its 250 pods, so that addresses suffice while pods terminate.
node_pod_range() {
    case $1 in
    a100) echo "$bridge_prefix.2.1 $bridge_prefix.3.254" ;;
    t4) echo "$bridge_prefix.4.1 $bridge_prefix.5.254" ;;
    esac
}

node_gpus() {
    case $1 in
    a100) echo 2 ;;
    t4) echo 1 ;;
    esac
}

# The label of the `plain` preset, and the one GPU Feature Discovery would set.
node_labels() {
    case $1 in
    a100) echo "accelerator=nvidia-a100 nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB" ;;
    t4) echo "accelerator=nvidia-t4 nvidia.com/gpu.product=Tesla-T4" ;;
    esac
}
