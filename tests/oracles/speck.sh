#!/usr/bin/env bash
# Speck: the project's validator against SynSense's own, samna 0.7.1.0 (module speck2b): verdict and words at every limit
# of docs/speck.md and for 500 random configurations; networks that snnc has compiled, through their loader and through a
# template that samna dumps here. Writes what samna said to tests/backends/speck/Inputs/verdicts.jsonl.
# Outside of CI: it installs one pinned package from PyPI into a temporary folder. samna 0.7.1.0 has wheels for Python 3.8
# to 3.10 alone; later releases on PyPI are stubs that install themselves from another server when they are imported.
# usage: tests/oracles/speck.sh [PYTHON]     PYTHON has samna 0.7.1.0 already
set -euo pipefail
cd "$(dirname "$0")/../.."
find_python() {
  local version candidate
  for version in 3.10 3.9 3.8; do
    for candidate in "python$version" "$HOME"/.pyenv/versions/"$version".*/bin/python; do
      if "$candidate" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
        echo "$candidate"
        return
      fi
    done
  done
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${1:-}
if [ -z "$python" ]; then
  found=$(find_python)
  if [ -z "$found" ]; then
    echo "skipped: samna 0.7.1.0 has wheels for Python 3.8 to 3.10, and none of these is here" >&2
    exit 0
  fi
  "$found" -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q samna==0.7.1.0 || {
    echo "skipped: samna 0.7.1.0 cannot be installed here" >&2
    exit 0
  }
fi
[ -n "${SNNC_BUILT:-}" ] || ./dev build release
shared=${SNNC_SHARED:-../shared} snnc=build/release/bin/snnc
"$python" tests/oracles/speck.py verdicts tests/backends/speck/Inputs/verdicts.jsonl | tail -n 1
build/release/tests/speck-configuration-test --gtest_brief=1
"$python" tests/oracles/speck.py template "$folder/template.json" | tail -n 1
sed '2s/$/\n  "template": "template.json",/' backends/speck/targets/speck2b.json > "$folder/template-target.json"
compile() { # NAME NETWORK [options]
  "$snnc" compile "$2" "${@:3}" --target "$folder/template-target.json" -o "$folder/$1" -q 2> /dev/null
}
compile nmnist "$shared/models/nmnist_scnn.nir" --nir-dialect sinabs
compile digits "$shared/models/digits/digits.json"
compile gesture "$shared/models/dvs_gesture.json"
compile mnist "$shared/models/mnist.json"
compile small tests/backends/speck/Inputs/small.mlir
for name in nmnist digits gesture mnist small; do
  "$python" tests/oracles/speck.py check "$folder/$name" | tail -n 1
done
