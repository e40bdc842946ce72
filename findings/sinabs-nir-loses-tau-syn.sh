#!/usr/bin/env bash
# LIF of sinabs 3.1.3 with a tau_syn has a synaptic current that decays, for which NIR has a node of its own, CubaLIF.
# One would guess that to_nir (nir 1.0.8) writes this, or refuses it as it refuses LIFRecurrent by name. It writes the
# LIF of a layer without current, without a warning; the reset to zero (MembraneReset) and one spike a step
# (SingleSpike) are lost in the same way. (sinabs asks for nir 1.0.4 or older, so it is installed by itself.)
# Seen: four layers, plain, tau_syn 3, MembraneReset, SingleSpike: the same LIF (tau 10, r 1, v_threshold 1, v_reset 0);
# spikes on 3.7 0.5 0.5 0 0: 3 1 0 0 0, 2 2 2 2 1, 3 0 0 0 0, 1 1 1 1 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 pbr==7.1.3 matplotlib==3.11.2
"$folder/venv/bin/pip" install -q --no-deps sinabs==3.1.3
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import warnings

import sinabs.activation as sa
import sinabs.layers as sl
import torch
from sinabs.nir import to_nir

warnings.simplefilter("error", UserWarning)
kinds = {
    "plain": {},
    "tau_syn": {"tau_syn": torch.tensor([3.0])},
    "MembraneReset": {"reset_fn": sa.MembraneReset()},
    "SingleSpike": {"spike_fn": sa.SingleSpike},
}
files, spikes = {}, {}
for name, more in kinds.items():
    more |= dict(tau_mem=torch.tensor([10.0]), spike_threshold=torch.ones(1), norm_input=False)
    layer = sl.LIFSqueeze(batch_size=1, **more)
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, bias=False), layer)
    torch.nn.init.ones_(net[0].weight)
    net(torch.zeros(1, 1))
    node = to_nir(net, torch.zeros(1, 1)).nodes["1"]
    numbers = {key: torch.as_tensor(value).flatten().tolist() for key, value in vars(node).items()
               if key in ("tau", "r", "v_leak", "v_threshold", "v_reset")}
    files[name] = type(node).__name__, numbers
    layer.reset_states()
    spikes[name] = net(torch.tensor([[3.7], [0.5], [0.5], [0.0], [0.0]])).flatten().int().tolist()
    print(f"{name:14}", *files[name], "spikes", spikes[name])
assert all(file == files["plain"] for file in files.values()), "these layers are no longer written as the same LIF"
assert len(set(map(str, spikes.values()))) == 4, "these layers no longer give different spikes"
PY
