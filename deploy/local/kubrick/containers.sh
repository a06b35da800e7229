# shellcheck shell=bash
# ./kubrick test containers: tests the system with its broker in a container, on a machine without access to an image registry.

# shellcheck source=../containers/engine.sh
source "$root/deploy/local/containers/engine.sh"

containers_usage() {
  cat <<'TEXT'
Usage: ./kubrick test containers

Installs Podman from Debian, builds a RabbitMQ image from Debian packages under the name that the AppHost requests, starts the system
with that container as its broker, and replays a live stream. Requires root.

Images of MongoDB and of the S3 server cannot be built from Debian packages; MongoDB runs as a local process and objects are stored in a
folder, as in ./kubrick up. With access to a registry, `Servers=containers dotnet run --project Kubrick.AppHost` runs all servers in
containers.

Exit codes: 0 passed, 1 failed, 64 invalid arguments, 69 a requirement is not available.
TEXT
}

containers_main() {
  case ${1-} in
    '') ;;
    -h | --help) containers_usage; exit 0 ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick test containers --help." ;;
  esac
  [[ $(id -u) == 0 ]] || fail 69 "Podman requires root: run ./kubrick test containers as root."
  need_sdks
  install rabbitmq ffmpeg mongo containers
  local test=$root/tests/Kubrick.Functional.Tests image
  step "Building the tests" dotnet build "$test" --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false
  image=docker.io/library/rabbitmq:$(broker_tag)
  use_engine "$root/.kubrick/containers"
  step "Building the image $image" "$servers/containers/rabbitmq-image" "$image"
  end_leftovers
  note "Replaying a stream …"
  KUBRICK_TOOLS=$tools KUBRICK_TEST_SERVERS='--Servers=containers --Servers:mongo=local' timeout --kill-after=30 600 \
    dotnet exec "$test/bin/Debug/net10.0/Kubrick.Functional.Tests.dll" -noColor -class Kubrick.Functional.Tests.Live.RealTimeTests
}

# The image tag is defined by Aspire; read it from the manifest.
broker_tag() {
  local folder
  folder=$(mktemp -d)
  (cd "$root/Kubrick.AppHost" && dotnet exec "$root/tests/Kubrick.Functional.Tests/bin/Debug/net10.0/Kubrick.AppHost.dll" --publisher manifest --output-path "$folder/manifest.json" >/dev/null)
  node -e 'const m = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")); console.log(m.resources.messaging.image.split(":").at(-1));' "$folder/manifest.json"
  rm -rf "$folder"
}
