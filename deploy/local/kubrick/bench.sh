# shellcheck shell=bash
# ./kubrick bench NAME: runs a benchmark on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"

bench_usage() {
  cat <<'TEXT'
Usage: ./kubrick bench NAME [options]

Installs missing requirements, builds, and measures the whole running system with temporary data.

  api        lists, searches, get and create of 100,000 recordings: requests per second, p50 and p99, with and without the gateway,
             compared with a bare proxy, and with another server (--against URL)
  uploads    the app's uploads compared with bare requests, signatures per second, memory, time from Stop to ready on a slow link
  live       replays N streams in real time: added latency per part and CPU time compared with bare FFmpeg
  glass      glass-to-glass latency from one browser's camera to another browser's screen
  soak       one long stream with many viewers: memory of every service, and queues and processes left at the end
  starts     starts and stops the whole system 20 times: start times, failures and processes left running
  recovery   kills each service and server: the time until the system is healthy again

./kubrick bench NAME --help lists the options.
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
  [[ $1 != live && $1 != glass && $1 != uploads ]] || install chromium
  [[ $1 != uploads && " $* " != *" s3 "* ]] || install s3
  export KUBRICK_TOOLS=$tools
  step "Building the benchmarks" dotnet build "$root/benchmarks/Kubrick.Benchmarks" -c Release --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false
  end_leftovers
  cd "$root"
  exec dotnet run -c Release --no-build --project benchmarks/Kubrick.Benchmarks -- "$@"
}
