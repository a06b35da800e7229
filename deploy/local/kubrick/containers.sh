# shellcheck shell=bash
# ./kubrick test containers: the system with its broker in a container, on a machine that reaches no image registry.

# shellcheck source=../containers/engine.sh
source "$root/deploy/local/containers/engine.sh"

containers_usage() {
  cat <<'TEXT'
Usage: ./kubrick test containers

Installs Podman from Debian, builds an image of RabbitMQ from Debian packages under the name that the AppHost asks for, starts the
system with that container as its broker, and replays a live stream through it. Needs root.

What no image can be built for from Debian packages runs as in ./kubrick up: MongoDB (the stand-in of deploy/local/mongo), object
storage (a folder). With a registry at hand, `Servers=containers dotnet run --project Kubrick.AppHost` runs all of them as containers.

Exit codes: 0 passed, 1 failed, 69 something cannot be had.
TEXT
}

containers_main() {
  case ${1-} in
    '') ;;
    -h | --help) containers_usage; exit 0 ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick test containers --help." ;;
  esac
  [[ $(id -u) == 0 ]] || fail 69 "Podman needs root here: run ./kubrick test containers as root."
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

# The tag that the AppHost asks for is Aspire's choice.
broker_tag() {
  local folder
  folder=$(mktemp -d)
  (cd "$root/Kubrick.AppHost" && dotnet exec "$root/tests/Kubrick.Functional.Tests/bin/Debug/net10.0/Kubrick.AppHost.dll" --publisher manifest --output-path "$folder/manifest.json" >/dev/null)
  node -e 'const m = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")); console.log(m.resources.messaging.image.split(":").at(-1));' "$folder/manifest.json"
  rm -rf "$folder"
}
