#!/usr/bin/env bash
# Xylo: sim/xylo against SynSense's own simulator, xylosim 0.1.3 (module v2, which rockpool uses for A2, A3 and IMU):
# every synaptic current, membrane potential and spike of 1,000 random cores a variant, and of networks that snnc has
# compiled; beside them, what rockpool 3.1.0 makes of one of these. Writes what xylosim gave to tests/sim/xylo/Inputs.
# Outside of CI: it installs pinned packages from PyPI into a temporary folder, and xylosim is built there from its sources.
# usage: tests/oracles/xylo.sh [PYTHON]     PYTHON has the packages already
set -euo pipefail
cd "$(dirname "$0")/../.."
./dev build release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${1:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q numpy==2.4.6 scipy==1.17.1 nir==1.0.4 rockpool==3.1.0 pybind11==3.1.0 xylosim==0.1.3 || {
    echo "skipped: xylosim 0.1.3 has no wheel for this machine and does not build here" >&2
    exit 0
  }
fi
"$python" tests/oracles/xylo.py build/release/bin "$folder" "${SNNC_SHARED:-../shared}"
"$python" tests/oracles/xylo_rockpool.py
