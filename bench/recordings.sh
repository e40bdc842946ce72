#!/usr/bin/env bash
# Time and peak memory of `snnc events` on long recordings, beside other packages on the same files. Outside of CI: it
# installs pinned packages from PyPI into a temporary folder. One JSON object a format and line.
# usage: bench/recordings.sh [EVENTS [FORMAT ...]]     default: 100000000 events, all formats; PYTHON=… has the packages
set -euo pipefail
cd "$(dirname "$0")/.."
./dev build release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q numpy h5py aedat==2.3.0 dv-processing==2.0.4 event_stream==1.6.3 \
    expelliarmus==1.1.12 faery==0.7.1 tonic==1.7.0
fi
"$python" bench/recordings.py build/release/bin/snnc "$folder" "${1:-100000000}" "${@:2}"
