#!/usr/bin/env bash
# Installs what is missing to build and test Latch. Says what it does; quick when nothing is missing.
# usage: tools/setup.sh build | test
set -euo pipefail
cd "$(dirname "$0")/.."

TRUNK=0.22.0-beta.1
BINDGEN=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
say() { printf '\033[1m[setup]\033[0m %s\n' "$*"; }
fail() { printf '[setup] %s\n' "$*" >&2; exit 1; }
has_version() { [ -x ".tools/bin/$1" ] && [ "$(.tools/bin/"$1" --version 2>/dev/null)" = "$1 $2" ]; }

command -v cargo >/dev/null || fail "cargo is missing: install Rust with rustup (https://rustup.rs), then run this again"
command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or newer, then run this again"

if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  command -v rustup >/dev/null || fail "the target wasm32-unknown-unknown is missing and there is no rustup to add it"
  say "adding the Rust target wasm32-unknown-unknown"
  rustup target add wasm32-unknown-unknown
fi
# A debug build of Trunk does the same work and compiles in half the time.
if ! has_version trunk "$TRUNK"; then
  say "building Trunk $TRUNK into .tools (some minutes, once)"
  cargo install trunk --version "$TRUNK" --locked --debug --quiet --root .tools
fi
if ! has_version wasm-bindgen "$BINDGEN"; then
  say "building wasm-bindgen-cli $BINDGEN into .tools (some minutes, once)"
  # Without --locked: its lock file names crate versions that not every mirror holds.
  cargo install wasm-bindgen-cli --version "$BINDGEN" --quiet --root .tools
fi
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing wasm-opt and the browser test tools from package-lock.json"
  npm ci --no-audit --no-fund --loglevel=error
fi

[ "${1:-build}" = test ] || exit 0
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
driver=${CHROMEDRIVER:-$(command -v chromedriver || true)}
if [ -z "$browser" ] || [ -z "$driver" ] || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing Chromium, its driver and a Chinese font with apt-get"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-noto-cjk fontconfig >/dev/null
  elif [ -z "$browser" ] || [ -z "$driver" ]; then
    fail "the tests need Chromium and chromedriver (Debian: apt-get install chromium chromium-driver fonts-noto-cjk), or CHROMIUM and CHROMEDRIVER set to them"
  fi
fi
