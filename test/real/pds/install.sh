#!/usr/bin/env bash
# Installs the Bluesky PDS and the PLC directory that pds.mjs starts, once for each lock file and Node: about a minute, all of it npm's registry
# and the compiler. better-sqlite3 is compiled here against the headers that came with our Node, for its prebuilt program and Node's headers would
# be fetched from elsewhere; without optimization, which halves the time and which a test does not miss. What the PDS needs for its own development
# and for telemetry, and never loads here, is overridden in package.json by a package that is there anyway: 200 packages less.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../../.. && pwd)
export PATH="$root/build/node/bin:$PATH"

exec 9>.install.lock
flock 9
stamp=$({ sha256sum <package-lock.json; sha256sum <install.sh; node --version; } | sha256sum | cut -d' ' -f1)
[ "$(cat node_modules/.portevoix-stamp 2>/dev/null || true)" != "$stamp" ] || exit 0

npm ci --ignore-scripts --silent --no-audit --no-fund
npm_config_nodedir=$(dirname "$(dirname "$(node -p 'require("fs").realpathSync(process.execPath)')")")
if [ ! -f "$npm_config_nodedir/include/node/node.h" ]; then   # npm's Node keeps its headers beside the program of its architecture
  npm_config_nodedir=$(echo "$root"/build/node-npm/node_modules/node/node_modules/node-linux-*)
fi
[ -f "$npm_config_nodedir/include/node/node.h" ] || { echo "no headers of Node in $npm_config_nodedir" >&2; exit 1; }
export npm_config_nodedir
# build_from_source keeps its script from asking GitHub for a prebuilt program.
npm_config_build_from_source=true MAKEFLAGS=-j2 CFLAGS=-O0 CXXFLAGS=-O0 npm rebuild better-sqlite3 --silent --no-audit --no-fund
node -e 'new (require("better-sqlite3"))(":memory:").prepare("SELECT 1").get()'
rm -rf node_modules/better-sqlite3/{deps,build/Release/obj.target,build/Release/obj}
echo "$stamp" >node_modules/.portevoix-stamp
