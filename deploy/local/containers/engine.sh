# shellcheck shell=bash
# Sourced: configures Podman with settings and storage inside the checkout. The machine's own settings and images are not changed.

# use_engine DIR: writes the settings to DIR and exports the variables that Podman and Aspire read.
use_engine() { # folder
  mkdir -p "$1"
  local folder
  folder=$(cd "$1" && pwd)
  cat >"$folder/containers.conf" <<TEXT
[containers]
default_ulimits = ["nofile=10000:10000", "nproc=10000:10000"]

[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"

[network]
network_backend = "netavark"
TEXT
  cat >"$folder/storage.conf" <<TEXT
[storage]
driver = "overlay"
graphroot = "$folder/storage"
runroot = "$folder/run"
TEXT
  export CONTAINERS_CONF=$folder/containers.conf CONTAINERS_STORAGE_CONF=$folder/storage.conf ASPIRE_CONTAINER_RUNTIME=podman
}
