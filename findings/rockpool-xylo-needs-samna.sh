#!/usr/bin/env bash
# rockpool 3.1.0 has a simulator of Xylo chips that needs xylosim alone, and its __init__ files put stand-ins in the place of
# what needs samna, the driver of the hardware. One would guess that the simulator can be imported where there is no
# samna. It cannot: syns65302/__init__.py imports afe_samna_pdm, which imports samna, outside of the try block for it; and
# every import below rockpool.devices.xylo goes through that file. samna's package on PyPI is an installer that fetches the
# rest from its vendor's server.
# Seen: from rockpool.devices.xylo.syns61201 import XyloSim: ModuleNotFoundError: No module named 'samna'; with an empty
# stand-in for samna the same line works, and XyloSim runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 scipy==1.17.1 rockpool==3.1.0 pybind11==3.1.0 xylosim==0.1.3
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import sys
from unittest.mock import MagicMock

try:
    from rockpool.devices.xylo.syns61201 import XyloSim
    missing = None
except ModuleNotFoundError as error:
    missing = error.name
print("missing without samna:", missing)
assert missing == "samna", "the simulator can be imported without samna now"
for name in [name for name in sys.modules if name.startswith("rockpool.devices")]:
    del sys.modules[name]
for part in "xyloCore2", "xyloAudio3", "xyloImu", "afe2":
    for name in "samna", f"samna.{part}", f"samna.{part}.configuration":
        sys.modules[name] = MagicMock()
from rockpool.devices.xylo.syns61201 import XyloSim

print("with a stand-in:", XyloSim.__name__)
PY
