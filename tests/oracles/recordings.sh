#!/usr/bin/env bash
# Event recordings: what `snnc events` reads, event by event against the events written and against other packages'
# readers. Files come from real writers where there are some, else from the layout. Outside of CI: it installs pinned
# packages from PyPI into a temporary folder.
# usage: tests/oracles/recordings.sh [PYTHON]     PYTHON has the packages already
set -euo pipefail
cd "$(dirname "$0")/../.."
./dev build release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${1:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q numpy h5py aedat==2.3.0 dv-processing==2.0.4 evlib==0.13.2 event_stream==1.6.3 \
    expelliarmus==1.1.12 faery==0.7.1 tonic==1.7.0
fi
"$python" tests/oracles/recordings.py build/release/bin/snnc "$folder" 2>"$folder/stderr" || {
  code=$?
  tail -20 "$folder/stderr" >&2
  exit $code
}
