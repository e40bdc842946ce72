#!/usr/bin/env bash
# One would guess that v_reset, the potential that a neuron of spikingjelly 2.0.0 starts at and is set to by a spike, is
# its rest in all neurons. LIFNode decays to v_reset; CUBALIFNode starts at v_reset, is reset to it, and decays to 0. So
# with a v_reset other than 0, a LIFNode that gets nothing stays, and a CUBALIFNode moves from the first step on. A
# negative v_reset, meant as a lower rest, wears off.
# Seen: without input, v_reset 0.2, decay 0.75: CUBALIFNode 0.15 0.1125 0.0844, LIFNode 0.2 0.2 0.2; after a spike and
# then nothing: CUBALIFNode 0.2 0.15 0.1125.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 spikingjelly==2.0.0
cd "$folder"
venv/bin/python - <<'PY'
import torch
from spikingjelly.activation_based import neuron


def potentials(node, inputs):
    node.reset()
    seen = []
    for x in inputs:
        spike = node(torch.tensor([x]))
        seen.append((int(spike), round(float(node.v), 4)))
    return seen


nothing, spike = (0.0, 0.0, 0.0), (20.0, 0.0, 0.0)
cuba = neuron.CUBALIFNode(c_decay=0.0, v_decay=0.75, v_threshold=1.0, v_reset=0.2)  # without a lasting current
lif = neuron.LIFNode(tau=4.0, v_threshold=1.0, v_reset=0.2)  # 1 - 1/4 is a decay of 0.75
seen = {}
for node in cuba, lif:
    for name, inputs in ("without input", nothing), ("after a spike", spike):
        seen[type(node).__name__, name] = potentials(node, inputs)
        print(f"{type(node).__name__:11} {name} (spike, potential):", *seen[type(node).__name__, name])
assert seen["LIFNode", "without input"] == [(0, 0.2)] * 3, "LIFNode no longer rests at v_reset"
assert seen["LIFNode", "after a spike"] == [(1, 0.2), (0, 0.2), (0, 0.2)]
starts = [(0, 0.15), (0, 0.1125), (0, 0.0844)]
assert seen["CUBALIFNode", "without input"] == starts, "CUBALIFNode no longer decays from v_reset to 0"
assert seen["CUBALIFNode", "after a spike"] == [(1, 0.2), (0, 0.15), (0, 0.1125)]
PY
