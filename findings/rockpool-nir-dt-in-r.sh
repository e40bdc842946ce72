#!/usr/bin/env bash
# NIR has no time step, and a file of rockpool 3.1.0 (nir 1.0.4) seems to have none. It is in the resistance: to_nir
# writes r = tau e^(-dt/tau) / dt, so that dt = tau W(1/r), with Lambert's W. One would guess that rockpool's own
# from_nir solves the same equation. It takes dt = tau / (1 + r), the first term of it, and the least of a layer: the
# step that comes back is too short, by 10 % for a time constant of two steps, and all neurons of the layer get that of
# the fastest.
# Seen: dt 0.01 and tau 0.02, 0.05, 0.1: r 1.2131, 4.0937, 9.0484; by Lambert's W 0.01 0.01 0.01; by from_nir 0.00904;
# the decay of a step, e^(-dt/tau), 0.6065 0.8187 0.9048 before and 0.6364 0.8346 0.9136 after the round trip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.5.1 nir==1.0.4 nirtorch==2.0.2 numpy==2.4.6 scipy==1.17.1 rockpool==3.1.0
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import numpy as np
import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIFTorch, LinearTorch
from rockpool.nn.modules.torch.nir import from_nir, to_nir
from scipy.special import lambertw

tau = np.array([0.02, 0.05, 0.1])
lif = LIFTorch(3, tau_mem=torch.tensor(tau, dtype=torch.float32), dt=0.01)
graph = to_nir(Sequential(LinearTorch((4, 3), has_bias=False), lif))
node = graph.nodes["1_LIFTorch"]
back = next(module for module in from_nir(graph).modules() if isinstance(module, LIFTorch))
by_w = node.tau_mem * lambertw(1 / node.r).real
own, other = np.exp(-lif.dt / tau), np.exp(-back.dt / tau)
print("tau", node.tau_mem, "r", node.r)
print("dt written 0.01, by Lambert's W", by_w, "by from_nir", round(back.dt, 5))
print("decay of a step: own", own.round(4), "after the round trip", other.round(4))
assert np.allclose(node.r, tau * np.exp(-0.01 / tau) / 0.01, rtol=1e-5), "r is written otherwise now"
assert np.allclose(by_w, 0.01, rtol=1e-5), "the time step no longer follows from r"
assert np.isclose(back.dt, min(tau / (1 + node.r)), rtol=1e-5), "from_nir takes another step now"
assert 0.0090 < back.dt < 0.0091, "the step comes back right, or wrong in another way"
PY
