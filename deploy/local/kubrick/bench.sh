# shellcheck shell=bash
# ./kubrick bench NAME: measurements on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"

bench_usage() {
  cat <<'TEXT'
Usage: ./kubrick bench NAME [options]

Installs what is missing, builds, and measures the whole running system on data of its own.

  api        requests per second, p50 and p99 of list, get and create, straight to the service and through the gateway
  live       recorded chunks of N publishers in real time: added latency per part and CPU against bare FFmpeg
  glass      a clock from one browser's camera to another browser's screen: glass to glass
  soak       one long stream with many viewers: the memory of every service, and what is left at the end
  starts     the whole system started and stopped 20 times in a row
  recovery   one process of every part killed: the time until everything is healthy again

./kubrick bench NAME --help tells the options.
TEXT
}

main() {
  if (($# == 0)) || [[ $1 == -h || $1 == --help ]]; then
    bench_usage
    (($#)) || exit 64
    exit 0
  fi
  need_sdks
  install rabbitmq ffmpeg mongo
  [[ $1 != live && $1 != glass ]] || install chromium
  export KUBRICK_TOOLS=$tools
  step "Building the measurements" dotnet build "$root/benchmarks/Kubrick.Benchmarks" -c Release --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false
  end_leftovers
  cd "$root"
  exec dotnet run -c Release --no-build --project benchmarks/Kubrick.Benchmarks -- "$@"
}
