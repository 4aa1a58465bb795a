# Loads all shared helpers.
_lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for _part in log cache apt python checks; do source "$_lib/$_part.sh"; done
repository=$(cd "$_lib/../.." && pwd)
