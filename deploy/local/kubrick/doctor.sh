# shellcheck shell=bash
# ./kubrick doctor: lists installed and missing requirements.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"

missing=0

# report NEEDED-FOR HOW-TO-INSTALL NAME COMMAND…: the command prints the installed version or fails.
report() {
  local use=$1 how=$2 name=$3 found
  shift 3
  if found=$("$@" 2>/dev/null); then
    printf '  %s✓%s %s\n' "$green" "$plain" "$found"
    return
  fi
  printf '  %s✗%s %s is missing (needed for %s): %s\n' "$red" "$plain" "$name" "$use" "$how"
  [[ $use != up ]] || missing=1
}

documentdb_version() {
  KUBRICK_TOOLS=$tools "$servers/mongo/install" --check || return 1
  printf 'PostgreSQL with DocumentDB (%s)\n' "$(grep -oE 'postgresql-18-documentdb [^ ]+' "$tools/documentdb/installed" || printf 'installed')"
}

main() {
  case ${1-} in
    -h | --help)
      printf 'Usage: ./kubrick doctor\n\nLists installed and missing requirements. Exit code 1 if a requirement of ./kubrick up is missing.\n'
      exit 0
      ;;
    '') ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick doctor --help." ;;
  esac
  note "For ./kubrick up:"
  report up 'install it, see the README' 'The .NET SDK 10' dotnet_version
  report up 'install it, see the README' 'Node.js 20.19 or newer' node_version
  report up 'install it with Node.js' npm npm_version
  report up './kubrick up installs it from Debian' RabbitMQ "$servers/rabbitmq/install" --check
  report up './kubrick up installs it from Debian' FFmpeg "$servers/ffmpeg/install" --check
  report up './kubrick up installs it into .kubrick/tools' 'The MongoDB-compatible server' documentdb_version
  note "For ./kubrick test, and for ./kubrick up --s3:"
  report test './kubrick test installs it from Debian' Chromium "$servers/chromium/install" --check
  report test './kubrick test installs it from Debian' "Ceph's S3 server" "$servers/s3/install" --check
  exit "$missing"
}
