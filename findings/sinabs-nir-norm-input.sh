#!/usr/bin/env bash
# LIF of sinabs 3.1.3 multiplies its input by 1 - e^(-1/tau) unless told norm_input=False. One would guess that this
# factor is in the NIR file (nir 1.0.8), for which LIF has r, or that the import knows of it. The file says r = 1 with
# and without it, and from_nir makes a layer without it: a network of the defaults comes back with inputs 10.5 times as
# strong (tau 10). ExpLeak has it off by default. (sinabs asks for nir 1.0.4 or older, so it is installed by itself.)
# Seen: one input of 0.5: own 0.0476, after the round trip 0.5, r 1; norm_input=False: 0.5, 0.5, r 1; 100 inputs of 2
# with the default: 14 spikes, after the round trip 200.
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


def run(net, inputs):
    for module in net.modules():
        if isinstance(module, sl.LIF):
            module.reset_states()
            layer = module
    spikes = net(torch.tensor(inputs).reshape(-1, 1))
    spikes = spikes[0] if isinstance(spikes, tuple) else spikes
    return round(layer.v_mem.item(), 4), int(spikes.sum())


seen = {}
for norm in None, False:
    more = {} if norm is None else {"norm_input": norm}
    layer = sl.LIFSqueeze(tau_mem=torch.tensor([10.0]), spike_threshold=torch.ones(1), batch_size=1, **more)
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, bias=False), layer)
    torch.nn.init.ones_(net[0].weight)
    net(torch.zeros(1, 1))
    graph = to_nir(net, torch.zeros(1, 1))
    back = from_nir(graph, batch_size=1)
    r = float(graph.nodes["1"].r[0])
    seen[norm] = r, run(net, [0.5])[0], run(back, [0.5])[0], run(net, [2.0] * 100)[1], run(back, [2.0] * 100)[1]
    name = "default" if norm is None else "norm_input=False"
    print(f"{name:16}", "r %g; potential own %g, back %g; spikes own %d, back %d" % seen[norm])
print("ExpLeak's norm_input:", sl.ExpLeak(tau_mem=10.0).norm_input)
assert seen[None][0] == seen[False][0] == 1.0, "the factor is in r now"
assert seen[None][1] == 0.0476, "LIF no longer scales its input by default"
assert seen[None][2] == seen[False][1] == seen[False][2] == 0.5, "from_nir scales the input now"
assert seen[None][4] > 5 * seen[None][3], "the network that comes back fires as it did now"
assert sl.ExpLeak(tau_mem=10.0).norm_input is False
PY
