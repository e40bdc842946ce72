#!/usr/bin/env bash
# One would guess that snnTorch's reset_mechanism="zero" means the same in all its neurons. In snnTorch 1.0.0 the reset
# is in the step after the spike, and there RLeaky, Synaptic and RSynaptic set the potential to zero with that step's
# input in it: the input is lost (from the potential; the current of Synaptic keeps it). Leaky sets the potential to
# zero first and adds the input then. The NIR export (nir 1.0.8) writes Leaky and RLeaky as the same LIF, so that a
# reader cannot tell which rule a LIF follows but by whether it feeds itself.
# Seen: inputs 3, 0.7, 0 (beta 0.5, recurrent weight 0): Leaky 3.0 0.7 0.35, RLeaky 3.0 0.0 0.0, Synaptic and RSynaptic
# 3.0 0.0 1.1; LIF nodes of Leaky and RLeaky: tau 0.0002, r 2, v_threshold 1, v_leak 0, v_reset 0 both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 snntorch==1.0.0
cd "$folder"
venv/bin/python - <<'PY'
import torch
import snntorch as snn
from snntorch.export_nir import export_to_nir

half, one, none = torch.full((1,), 0.5), torch.ones(1), torch.zeros(1)
common = dict(beta=half, threshold=one, init_hidden=True, reset_mechanism="zero")
loop = dict(V=none, all_to_all=False)  # a recurrent weight of 0
layers = {
    "Leaky": snn.Leaky(**common),
    "RLeaky": snn.RLeaky(**loop, **common),
    "Synaptic": snn.Synaptic(alpha=half, **common),
    "RSynaptic": snn.RSynaptic(alpha=half, **loop, **common),
}
seen = {}
for name, layer in layers.items():
    seen[name] = []
    for x in 3.0, 0.7, 0.0:
        layer(torch.tensor([x]))
        seen[name].append(round(layer.mem.item(), 4))
    print(f"{name:10}", seen[name])


def lif(layer):
    layer.reset_mem()
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, bias=False), layer)
    nodes = export_to_nir(net, torch.zeros(1, 1), ignore_dims=[0]).nodes.values()
    node = next(node for node in nodes if type(node).__name__ == "LIF")
    return {key: round(float(getattr(node, key)[0]), 7) for key in ("tau", "r", "v_threshold", "v_leak", "v_reset")}


files = [lif(layers["Leaky"]), lif(layers["RLeaky"])]
print("Leaky is written as ", files[0])
print("RLeaky is written as", files[1])
assert seen["Leaky"] == [3.0, 0.7, 0.35], "Leaky no longer keeps the input of the step after a spike"
assert seen["RLeaky"] == [3.0, 0.0, 0.0], "RLeaky no longer drops the input of the step after a spike"
assert seen["Synaptic"] == seen["RSynaptic"] == [3.0, 0.0, 1.1], "Synaptic or RSynaptic follows another rule now"
assert files[0] == files[1], "the export tells Leaky and RLeaky apart now"
PY
