# shellcheck shell=bash
# Sourced by mongo/install: extracts packages of Debian's development suite so that they run from any folder.
#
# Debian 12 does not contain DocumentDB; the development suite does. apt runs as an ordinary user with a separate state folder,
# and uses the mirror, proxy and keys of the machine's settings.

suite=sid

# Packages that the server does not need at run time. apt treats them as installed and does not fetch them.
not_needed=(
  'postgresql-common (= 999)' 'postgresql-client-common (= 999)' 'postgresql-18-postgis-3 (= 999)' 'ssl-cert (= 999)' locales
  'debconf (= 999)' 'sensible-utils' tzdata 'libpam-runtime (= 999)' libpam0g-common perl 'readline-common (= 999)'
  'libldap-common (= 999)' krb5-locales
)

debian_mirrors() {
  local codename
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v release="$codename" '$2 == release && $3 == "main" && !seen[$1]++ { print $1 }'
}

write_apt_settings() { # folder, mirror, architecture
  local folder=$1 list
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  printf -v list '%s, ' "${not_needed[@]}"
  cat >"$folder/status" <<TEXT
Package: kubrick-not-needed
Status: install ok installed
Version: 1
Architecture: $3
Maintainer: Kubrick
Description: replaces packages that are not needed at run time
Provides: ${list%, }
TEXT
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$2" "$suite" >"$folder/sources.list"
  {
    # the proxy and TLS settings of the machine, without its hooks
    apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|ForceIPv[46])\b' || true
    cat <<TEXT
Dir::State "$folder";
Dir::State::Lists "$folder/lists";
Dir::State::status "$folder/status";
Dir::Cache "$folder/cache";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "$3";
APT::Architectures "$3";
APT::Install-Recommends "0";
APT::Sandbox::User "root";
Debug::NoLocking "1";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "0";
TEXT
  } >"$folder/apt.conf"
}

fetch_packages() { # folder for the packages, package
  local into=$1 package=$2 apt=$1/apt mirror architecture log=$1/log
  command -v apt-get >/dev/null || die 69 "The MongoDB-compatible server is installed from Debian, and this machine has no apt: run Kubrick on Debian 12 or newer."
  [[ -r /usr/share/keyrings/debian-archive-keyring.gpg ]] || die 69 "The keys of Debian's archive are missing: install the package debian-archive-keyring."
  architecture=$(dpkg --print-architecture)
  mkdir -p "$into"
  while read -r mirror; do
    rm -rf "$apt"
    write_apt_settings "$apt" "$mirror" "$architecture"
    if APT_CONFIG=$apt/apt.conf apt-get -qq -o APT::Update::Error-Mode=any update >"$log" 2>&1 </dev/null &&
      APT_CONFIG=$apt/apt.conf apt-get -qq -y --download-only install "$package" >>"$log" 2>&1 </dev/null; then
      mv "$apt"/cache/archives/*.deb "$into/"
      for mirror in "$into"/*.deb; do dpkg-deb -f "$mirror" Package Version | awk '{ printf "%s ", $2 } END { print "" }'; done >"$into/versions"
      return
    fi
  done < <(debian_mirrors)
  [[ ! -s $log ]] || tail -3 "$log" >&2
  die 69 "The package $package could not be fetched from the configured Debian mirror: check the network, and that the mirror carries the suite $suite."
}

unpack_packages() { # folder of the packages, target
  local file
  mkdir -p "$2"
  for file in "$1"/*.deb; do dpkg-deb -x "$file" "$2"; done
  rm -rf "$1"/*.deb "${2:?}"/{etc,var} "$2"/usr/lib/postgresql/*/lib/bitcode "$2"/usr/share/{doc,man,locale,lintian} "$2"/usr/lib/*/gconv
}

# The programs need a newer C library than the machine's, so each is run by the dynamic loader of its own packages.
use_own_c_library() { # target
  local bin loader program name
  bin=$(compgen -G "$1/usr/lib/postgresql/*/bin" | sort -V | tail -1)
  loader=$(compgen -G "$1/usr/lib/*/ld-linux-*.so.*" | head -1)
  [[ -n $bin && -n $loader ]] || die 69 "The PostgreSQL packages have an unexpected layout: Debian's suite $suite has changed."
  for program in "$bin"/{postgres,initdb,psql}; do
    name=$(basename "$program")
    mv "$program" "$program.bin"
    cat >"$program" <<TEXT
#!/bin/sh
bin=\$(dirname "\$(readlink -f "\$0")")
libraries=\$bin/../../../$(basename "$(dirname "$loader")")
exec "\$libraries/$(basename "$loader")" --library-path "\$libraries:\$bin/../lib" --argv0 "\$bin/$name" "\$bin/$name.bin" "\$@"
TEXT
    chmod 755 "$program"
  done
}

# DocumentDB refers to types and functions of PostGIS for geospatial operators, which Kubrick does not use. An empty extension of
# that name saves 14 MB of packages; geospatial queries fail with an error.
replace_postgis() { # target
  local extensions type entry index_class arguments function
  extensions=$(compgen -G "$1/usr/share/postgresql/*/extension" | sort -V | tail -1)
  printf "default_version = '3.0'\nrelocatable = false\nschema = public\n" >"$extensions/postgis.control"
  {
    for type in geometry geography box2d box2df gidx; do
      printf 'CREATE TYPE %s;\n' "$type"
      printf "CREATE FUNCTION %s_in(cstring) RETURNS %s LANGUAGE internal IMMUTABLE STRICT AS 'textin';\n" "$type" "$type"
      printf "CREATE FUNCTION %s_out(%s) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';\n" "$type" "$type"
      printf 'CREATE TYPE %s (INPUT = %s_in, OUTPUT = %s_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);\n' "$type" "$type" "$type"
    done
    for entry in 'geometry_gist_%s_2d:geometry, geometry' 'geography_gist_%s:box2d, box2d'; do
      index_class=${entry%%:*} arguments=${entry#*:}
      for function in 'union(bytea, internal)' 'decompress(internal)' 'penalty(internal, internal, internal)' \
        'picksplit(internal, internal)' "same($arguments, internal)"; do
        printf "CREATE FUNCTION ${index_class}(%s RETURNS internal LANGUAGE internal AS 'gist_box_same';\n" "${function%%(*}" "${function#*(}"
      done
    done
  } >"$extensions/postgis--3.0.sql"
}
