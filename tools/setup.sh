#!/usr/bin/env bash
# Installs what is missing to build and test Latch. Says what it does; quick when nothing is missing.
# usage: tools/setup.sh build | test [step …]; for those steps of tools/test.mjs only, all without one
set -euo pipefail
cd "$(dirname "$0")/.."

TRUNK=0.22.0-beta.1
BINDGEN=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
SPLIT=0.2.4
NODE=20

say() { printf '[setup] %s\n' "$*"; }
fail() { printf '[setup] %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null; }
has_version() { [ -x ".tools/bin/$1" ] && [ "$(".tools/bin/$1" --version 2>/dev/null)" = "$1 $2" ]; }
# What only the system can give. Without the right to install it, says what to install.
system() {
  local what=$1; shift
  if [ "$(id -u)" != 0 ] || ! has apt-get; then
    fail "$what missing. Debian, Ubuntu: sudo apt-get install $*"
  fi
  say "installing with apt-get: $*"
  [ -n "${apt_updated:-}" ] || apt-get update -qq >/dev/null
  apt_updated=1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

has cargo || fail "cargo is missing: install Rust with rustup (https://rustup.rs), then run this again"
has npm || fail "npm is missing: install Node.js $NODE or newer, then run this again"
[ "$(node -p 'parseInt(process.versions.node)')" -ge $NODE ] || fail "Node.js $(node --version) is too old: $NODE or newer is needed"
has cc || system "A C compiler and linker are" build-essential

if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  has rustup || fail "the Rust target wasm32-unknown-unknown is missing and there is no rustup to add it"
  say "adding the Rust target wasm32-unknown-unknown"
  rustup --quiet target add wasm32-unknown-unknown
fi
# Debug builds: they do the same work, fast enough, and compile in a third of the time.
build_tool() { CARGO_PROFILE_DEV_DEBUG=0 cargo install "$@" --debug --quiet --root .tools; }
if ! has_version trunk "$TRUNK"; then
  say "building Trunk $TRUNK into .tools (some two minutes, once)"
  build_tool trunk --version "$TRUNK" --locked
fi
if ! has_version wasm-bindgen "$BINDGEN"; then
  say "building wasm-bindgen-cli $BINDGEN into .tools (some two minutes, once)"
  # Without --locked: its lock file names crate versions that not every mirror holds.
  build_tool wasm-bindgen-cli --version "$BINDGEN"
fi
if [ ! -x .tools/bin/wasm-split-cli ] || ! grep -qs "wasm_split_cli_support $SPLIT " .tools/.crates.toml; then
  say "building wasm-split-cli $SPLIT into .tools (less than a minute, once)"
  build_tool wasm_split_cli_support --version "$SPLIT" --features build-binary --locked
fi
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing wasm-opt and the browser test tools from package-lock.json"
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi

[ "${1:-build}" = test ] || exit 0

for component in rustfmt clippy; do
  if ! cargo "${component#rust}" --version >/dev/null 2>&1; then
    has rustup || fail "$component is missing and there is no rustup to add it"
    say "adding $component"
    rustup --quiet component add "$component"
  fi
done
steps=${*:2}
missing=()
needs() { # needs VARIABLE PACKAGE PROGRAM…: the package, unless the variable names a program or one of these files is there
  [ -n "${!1:-}" ] && return
  local package=$2 program
  shift 2
  for program in "$@"; do
    if has "$program" || [ -f "$program" ]; then return; fi
  done
  missing+=("$package")
}
wants() { [ -z "$steps" ] || [[ " $steps " == *" $1 "* ]]; }
if wants journeys || wants wasm; then
  needs CHROMIUM chromium chromium chromium-browser google-chrome google-chrome-stable
  needs CHROMEDRIVER chromium-driver chromedriver
fi
if wants journeys; then
  # They serve the build by the recipes of deploy/.
  needs NGINX nginx nginx /usr/sbin/nginx
  needs NGINX libnginx-mod-http-brotli-static /usr/lib/nginx/modules/ngx_http_brotli_static_module.so
  needs CADDY caddy caddy
fi
if wants firefox; then needs FIREFOX firefox-esr firefox-esr firefox; fi
if wants webkit; then
  needs MINIBROWSER libwebkit2gtk-4.1-0 /usr/lib/*/webkit2gtk-4.1/MiniBrowser
  # It has no mode without a screen: it gets one that nobody sees, with a mouse and a keyboard.
  needs NONE xvfb Xvfb
  needs NONE xdotool xdotool
fi
if [ ${#missing[@]} != 0 ]; then
  system "A browser or server that tests run is (CHROMIUM, CHROMEDRIVER, FIREFOX, MINIBROWSER, NGINX, CADDY name one elsewhere; make test STEPS=… leaves steps out)" "${missing[@]}"
fi
# Only pictures need it: a person without the right to install fonts can test all the same.
if [ "$(id -u)" = 0 ] && has apt-get && ! { has fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }; then
  system "A Chinese font is" fontconfig fonts-noto-cjk
fi
