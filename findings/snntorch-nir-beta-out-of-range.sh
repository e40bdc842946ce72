#!/usr/bin/env bash
# snnTorch 1.0.0 clamps beta to 0..1 in every step, so that a beta that training (learn_beta) or its author left above 1
# works as 1, no leak. One would guess that the NIR export (nir 1.0.8) writes what the network does, or refuses. It
# writes tau = 1e-4 / (1 - beta) of the number as it is: a negative time constant and resistance for a beta above 1,
# without a warning, and infinite ones for 1, with numpy's for a division by zero. A reader that divides by tau gets a
# potential that grows by itself, or nan.
# Seen: beta 1.2: network 0.1 0.1 0.1 (input 0.1, then 0), file tau -0.0005, r -5, which by v += 1e-4 / tau * (r x - v)
# gives 0.1 0.12 0.144; beta 1: network the same, file tau inf, r inf, which gives nan.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 snntorch==1.0.0
cd "$folder"
venv/bin/python - <<'PY'
import warnings

import numpy as np
import torch
import snntorch as snn
from snntorch.export_nir import export_to_nir

seen = {}
for beta in 1.2, 1.0:
    layer = snn.Leaky(beta=torch.full((1,), beta), threshold=torch.ones(1), init_hidden=True, learn_beta=True)
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, bias=False), layer)
    torch.nn.init.ones_(net[0].weight)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        node = export_to_nir(net, torch.zeros(1, 1), ignore_dims=[0]).nodes["1"]
    said = [str(w.message) for w in said if not issubclass(w.category, DeprecationWarning)]
    tau, r = float(node.tau[0]), float(node.r[0])
    layer.reset_mem()
    own, by_file, v = [], [], 0.0
    for x in 0.1, 0.0, 0.0:
        net(torch.full((1, 1), x))
        own.append(round(layer.mem.item(), 4))
        with np.errstate(invalid="ignore"):
            v += float(np.float64(1e-4) / tau * (np.float64(r) * x - v))
        by_file.append(round(v, 4))
    seen[beta] = own, by_file, tau, r
    print("beta", beta, "network", own, "tau", tau, "r", r, "by the file", by_file, "warnings", said)
assert seen[1.2][0] == seen[1.0][0] == [0.1] * 3, "the network no longer clamps beta to 1"
assert abs(seen[1.2][2] + 5e-4) < 1e-8 and abs(seen[1.2][3] + 5) < 1e-4, "beta above 1 is no longer a negative tau"
assert seen[1.2][1] == [0.1, 0.12, 0.144]
assert seen[1.0][2] == seen[1.0][3] == float("inf"), "beta 1 is no longer an infinite tau"
assert np.isnan(seen[1.0][1]).all()
PY
