#!/usr/bin/env bash
# Cells of norse 1.1.0 have a v_reset and a reset_method (to a value, or subtraction), and NIR's nodes have a v_reset.
# One would guess that to_nir (nir 1.0.8) writes the one in the other, or refuses. It reads neither: the file says
# v_reset 0 for a reset to -0.5 and for subtraction, without a warning, and norse's own round trip resets to 0. (to_nir
# with dt=1, so that tau is in seconds.)
# Seen: v_reset -0.5, and subtraction: both written 0; potential after a spike of an input of 6: own -0.5, and 0.2;
# after the round trip 0 and 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 norse==1.1.0
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import warnings

import norse.torch as snn
import torch
from norse.torch.functional.reset import reset_subtract

warnings.simplefilter("error", UserWarning)


def one(x):
    return torch.tensor([float(x)])


def after_spike(cell):
    spike, state = cell(one(6), None)
    assert spike.item() == 1
    return round(state.v.item(), 4)


common = dict(tau_mem_inv=one(200), v_leak=one(0), v_th=one(1))
cells = {
    "v_reset -0.5": snn.LIFBoxCell(snn.LIFBoxParameters(v_reset=one(-0.5), **common)),
    "subtraction": snn.LIFBoxCell(snn.LIFBoxParameters(reset_method=reset_subtract, **common)),
}
seen = {}
for name, cell in cells.items():
    net = snn.SequentialState(torch.nn.Linear(1, 1, bias=False), cell)
    graph = snn.to_nir(net, torch.zeros(1), dt=1)
    written = float(graph.nodes["1"].v_reset[0])
    back = next(m for m in snn.from_nir(graph).modules() if isinstance(m, snn.LIFBoxCell))
    seen[name] = written, after_spike(cell), after_spike(back)
    print(f"{name:12} written v_reset {written}, potential after a spike: own {seen[name][1]}, back {seen[name][2]}")
cell = snn.LIFCell(snn.LIFParameters(one(200), one(100), one(0), one(1), one(-0.5)))
cuba = snn.to_nir(snn.SequentialState(torch.nn.Linear(1, 1), cell), torch.zeros(1), dt=1).nodes["1"]
print("LIFCell with v_reset -0.5: written", type(cuba).__name__, float(cuba.v_reset[0]))
assert seen["v_reset -0.5"] == (0.0, -0.5, 0.0), "v_reset shows in the file or after the round trip now"
assert seen["subtraction"] == (0.0, 0.2, 0.0), "subtraction shows in the file or after the round trip now"
assert float(cuba.v_reset[0]) == 0.0, "v_reset of LIFCell is written now"
PY
