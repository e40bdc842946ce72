#!/usr/bin/env bash
# from_nir of sinabs 3.1.3 (nir 1.0.8) gives an IF a lower bound of minus its threshold. One would guess that this is
# sinabs's own default, and that a bound comes back from a round trip as it was. IAF and LIF have no lower bound unless
# given one (min_v_mem), and to_nir writes none: an IAF without a bound has one after the round trip, and a LIF with a
# bound has none. (sinabs asks for nir 1.0.4 or older, so it is installed by itself.)
# Seen: inputs -5, 6: IAF -5.0, then 1 spike; after the round trip -1.0, then 5 spikes; LIF with a bound of -1: -1.0,
# after the round trip -5.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 pbr==7.1.3 matplotlib==3.11.2
"$folder/venv/bin/pip" install -q --no-deps sinabs==3.1.3
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import sinabs.layers as sl
import torch
from sinabs.nir import from_nir, to_nir


def run(layer):
    layer.reset_states()
    low = None
    for x in -5.0, 6.0:
        spikes = layer(torch.tensor([[x]]))
        low = round(layer.v_mem.item(), 4) if low is None else low
    bound = None if layer.min_v_mem is None else float(layer.min_v_mem)
    return bound, low, int(spikes.sum())


lif = dict(tau_mem=torch.tensor([10.0]), spike_threshold=torch.ones(1), norm_input=False, batch_size=1)
layers = {
    "IAF": sl.IAFSqueeze(batch_size=1),
    "LIF": sl.LIFSqueeze(**lif),
    "LIF, bound -1": sl.LIFSqueeze(min_v_mem=torch.tensor([-1.0]), **lif),
}
own, back = {}, {}
for name, layer in layers.items():
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, bias=False), layer)
    net(torch.zeros(1, 1))
    copy = from_nir(to_nir(net, torch.zeros(1, 1)), batch_size=1)
    own[name] = run(layer)
    back[name] = run(next(module for module in copy.modules() if isinstance(module, sl.LIF)))
    print(f"{name:13} bound, potential, spikes: own", own[name], "after the round trip", back[name])
assert own["IAF"] == (None, -5.0, 1), "IAF has a lower bound by default now"
assert back["IAF"] == (-1.0, -1.0, 5), "from_nir no longer gives an IF the bound of minus its threshold"
assert own["LIF"][:2] == back["LIF"][:2] == (None, -5.0), "LIF has a lower bound by default now"
assert own["LIF, bound -1"][1] == -1.0 and back["LIF, bound -1"][1] == -5.0, "the bound of a LIF is kept now"
PY
