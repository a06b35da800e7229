# shellcheck shell=bash
# Sourced by scripts that start servers.

# listening PORT: whether a process accepts connections there.
listening() { { : <>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; }

# A port that is free now, outside the range that the kernel uses for outgoing connections.
free_port() {
  local port
  while port=$((10000 + (RANDOM * 32768 + RANDOM) % 10000)); do
    listening "$port" || { printf '%s' "$port"; return; }
  done
}
