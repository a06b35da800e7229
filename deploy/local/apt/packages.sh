# shellcheck shell=bash
# Sourced by the `install` scripts of programs that are installed from Debian packages.

here_apt=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# package_version NAME: the installed version; fails if the package is not installed.
package_version() {
  # shellcheck disable=SC2016 # a format of dpkg
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] && dpkg-query -W -f '${Version}' "$1"
}

# debian_packages_main WHAT PROGRAM ARGUMENTS… -- PACKAGE…: the main function of an install script.
debian_packages_main() { # display name, a program of the packages, arguments of the script, --, packages
  local what=$1 program=$2 check=no
  shift 2
  while [[ $1 != -- ]]; do
    case $1 in
      --check) check=yes ;;
      -h | --help)
        printf 'Usage: %s [--check]\n\nInstalls %s from Debian, as root or with sudo, unless it is installed.\n--check only prints the installed version: exit code 0, or 69 if it is missing.\n' "$0" "$what"
        exit 0
        ;;
      *) printf "Unknown argument '%s'. See %s --help.\n" "$1" "$0" >&2; exit 64 ;;
    esac
    shift
  done
  shift

  if [[ -x $program ]] && installed_packages "$@"; then
    printf '%s %s\n' "$what" "$(package_version "$1" || printf 'found')"
    exit 0
  fi
  if [[ $check == yes ]]; then
    printf '%s is not installed (Debian: %s).\n' "$what" "$*" >&2
    exit 69
  fi
  install_packages "$what" "$@"
  [[ -x $program ]] || { printf '%s was installed, but %s is missing.\n' "$what" "$program" >&2; exit 69; }
  printf '%s %s\n' "$what" "$(package_version "$1")"
}

installed_packages() {
  local package
  for package in "$@"; do package_version "$package" >/dev/null || return 1; done
}

install_packages() { # what, packages…
  local what=$1 root=()
  shift
  if ! command -v apt-get >/dev/null; then
    printf '%s is missing and this machine has no apt: install it manually, or run Kubrick on Debian 12 or newer.\n' "$what" >&2
    exit 69
  fi
  if [[ $(id -u) != 0 ]]; then
    root=(sudo)
    # Without a terminal no password can be entered.
    [[ -t 0 && -t 2 ]] || root=(sudo -n)
    if ! command -v sudo >/dev/null || { [[ ${root[*]} == 'sudo -n' ]] && ! sudo -n true 2>/dev/null; }; then
      printf '%s is missing, and its installation needs root: run "apt-get install %s" as root.\n' "$what" "$*" >&2
      exit 69
    fi
  fi
  printf 'Installing %s from Debian (%s) …\n' "$what" "$*"
  "${root[@]}" bash "$here_apt/install-as-root" "$@" || {
    printf 'apt failed to install %s: run "apt-get update && apt-get install %s" as root to see the reason.\n' "$what" "$*" >&2
    exit 69
  }
}
