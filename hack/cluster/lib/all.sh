# Everything the scripts of hack/cluster share.
set -euo pipefail
cluster_files=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/..")
source "$cluster_files/../lib/log.sh"
source "$cluster_files/../lib/cache.sh"
source "$cluster_files/../lib/files.sh"
source "$cluster_files/../lib/apt.sh"
source "$cluster_files/../lib/python.sh"
source "$cluster_files/lib/settings.sh"
source "$cluster_files/lib/process.sh"
source "$cluster_files/lib/network.sh"
source "$cluster_files/lib/pki.sh"
source "$cluster_files/lib/components.sh"
source "$cluster_files/lib/nodes.sh"
source "$cluster_files/lib/images.sh"
source "$cluster_files/lib/cluster.sh"
source "$cluster_files/lib/extras.sh"

# A plain `su` omits the directories with the administrator's programs.
PATH=$PATH:/usr/sbin:/sbin
# A proxy cannot reach the cluster's addresses.
export NO_PROXY=${NO_PROXY:+$NO_PROXY,}127.0.0.1,$pod_network,$service_network
export no_proxy=$NO_PROXY
