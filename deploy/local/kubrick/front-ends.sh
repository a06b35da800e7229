# shellcheck shell=bash
# Sourced by ./kubrick test clients: copies and builds front ends of the first system.

front_ends=$root/.kubrick/front-ends
front_end='' # the folder of the copy that was built last

# Versions of packages that a front end imports without listing them: those that a later commit of it lists.
declare -A unlisted=([hls.js]=^1.5.7)

check_front_end() { # folder
  [[ -f $1/package.json ]] || fail 64 "'$1' is no front end: it has no package.json."
  node -e '
    const { dependencies = {}, devDependencies = {}, scripts = {} } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    process.exit("react" in dependencies && "vite" in { ...dependencies, ...devDependencies } && "build" in scripts ? 0 : 1);
  ' "$1/package.json" 2>/dev/null || fail 64 "'$1' is no front end: its package.json is not that of a React app built by Vite."
}

# Copies and builds a front end, unless the same source was built before. Sets front_end.
build_front_end() { # folder
  local name package
  front_end=$front_ends/$(source_hash "$1")
  [[ ! -f $front_end/.built ]] || return 0
  rm -rf "$front_end"
  mkdir -p "$front_end"
  tar -C "$1" --exclude=./node_modules --exclude=./dist --exclude=./.git -cf - . | tar -C "$front_end" --no-same-owner -xf -
  name=$(basename "$(cd "$1" && pwd)")
  if ! npm_in_copy ci >"$front_end/npm.log" 2>&1 </dev/null; then
    note "  $name: its package-lock.json does not fit (npm ci failed); npm install resolves its packages anew."
    step "Installing the packages of $name" npm_in_copy install
  fi
  for package in $(node "$commands/missing-packages.mjs" "$front_end"); do
    note "  $name imports $package, which its package.json does not list: adding it to the copy."
    step "Installing $package" npm_in_copy install "$package@${unlisted[$package]-latest}"
  done
  # The values of its production setup: everything is on the app's own origin, without sign-in.
  step "Building $name" env VITE_API_URL=/api VITE_OKTA_ENABLED=false npm --prefix "$front_end" run build
  [[ -f $front_end/dist/index.html ]] || fail 1 "The build of $name made no dist/index.html."
  touch "$front_end/.built"
}

# The build needs development dependencies, whatever NODE_ENV says.
npm_in_copy() { npm --prefix "$front_end" "$1" --include=dev --no-audit --no-fund "${@:2}"; }

source_hash() { # folder
  (cd "$1" && find . \( -name node_modules -o -name dist -o -name .git \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -c1-16
}
