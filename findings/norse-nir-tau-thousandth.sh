#!/usr/bin/env bash
# A cell of norse 1.1.0 has the inverse of its time constant in 1/s (tau_mem_inv) and its time step (dt). One would
# guess that to_nir (nir 1.0.8) writes tau = 1 / tau_mem_inv, in seconds as NIR says. It writes dt / tau_mem_inv with a
# dt of its own, 0.001 unless told, whatever the cell's: tau comes out 1000 times too small. norse's own from_nir takes
# tau for seconds, so the round trip through norse, all at its defaults, gives a neuron 1000 times as fast, whose
# potential grows without bound in place of leaking. to_nir(..., dt=1) writes seconds.
# Seen: tau_mem_inv 100 (10 ms): written 1e-05; back 100000; one input of 1, then 0: own 0.1 0.09 0.081 0.0729, back 100
# -9900 980100 -97030000; tau_mem_inv 20, cell's dt 0.01: written 5e-05; with dt=1 written 0.01 and 0.05.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 norse==1.1.0
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import norse.torch as snn
import torch


def network(tau_mem_inv, **more):
    # The threshold is out of reach: it is the leak that is looked at.
    p = snn.LIFBoxParameters(tau_mem_inv=torch.tensor([tau_mem_inv]), v_leak=torch.zeros(1), v_th=torch.tensor([1e30]))
    net = snn.SequentialState(torch.nn.Linear(1, 1, bias=False), snn.LIFBoxCell(p, **more))
    torch.nn.init.ones_(net[0].weight)
    return net


def potentials(cell):
    state, seen = None, []
    for x in 1.0, 0.0, 0.0, 0.0:
        _, state = cell(torch.tensor([x]), state)
        seen.append(float(f"{state.v.item():.4g}"))
    return seen


written = {}
for name, net in ("default", network(100.0)), ("cell of 0.01", network(20.0, dt=0.01)):
    for more in {}, {"dt": 1}:
        graph = snn.to_nir(net, torch.zeros(1), **more)
        written[name, bool(more)] = float(f"{float(graph.nodes['1'].tau[0]):.6g}")
        print(f"{name:13}", more, "tau written", written[name, bool(more)], "s")
net = network(100.0)
back = next(m for m in snn.from_nir(snn.to_nir(net, torch.zeros(1))).modules() if isinstance(m, snn.LIFBoxCell))
print("tau_mem_inv", float(net[1].p.tau_mem_inv), "comes back as", round(float(back.p.tau_mem_inv)))
own, other = potentials(net[1]), potentials(back)
print("own ", own)
print("back", other)
assert written["default", False] == 1e-5 and written["cell of 0.01", False] == 5e-5, "tau is written otherwise now"
assert written["default", True] == 0.01 and written["cell of 0.01", True] == 0.05, "dt=1 no longer gives seconds"
assert own == [0.1, 0.09, 0.081, 0.0729]
assert round(float(back.p.tau_mem_inv)) == 100_000, "from_nir makes up for the factor now"
assert abs(other[3]) > 1e7, "the neuron that comes back no longer grows without bound"
PY
