# shellcheck shell=bash
# ./kubrick bench NAME: measurements on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"

main() {
  if (($# == 0)) || [[ $1 == -h || $1 == --help ]]; then
    printf 'Usage: ./kubrick bench NAME [options]\n\nInstalls what is missing, builds, and runs a measurement of benchmarks/Kubrick.Benchmarks, which lists its names with --help there.\n\n  ./kubrick bench api\n'
    (($#)) || exit 64
    exit 0
  fi
  need_sdks
  install rabbitmq ffmpeg mongo
  export KUBRICK_TOOLS=$tools
  step "Building the measurements" dotnet build "$root/benchmarks/Kubrick.Benchmarks" -c Release --nologo -v quiet
  cd "$root"
  exec dotnet run -c Release --no-build --project benchmarks/Kubrick.Benchmarks -- "$@"
}
