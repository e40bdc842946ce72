#!/usr/bin/env bash
# LIFTorch of rockpool 3.1.0 has recurrent weights (has_rec) and a bias for each neuron. Its from_nir (nir 1.0.4,
# nirtorch 2.0.2) makes them of a CubaLIF in a cycle, and of v_leak. One would guess that to_nir writes what from_nir
# reads. It writes a CubaLIF without a cycle and with v_leak 0, and says nothing: a recurrent network comes back
# feedforward.
# Seen: nodes Input, Linear, CubaLIF, Output in a row, v_leak 0 0 0, all recurrent weights 0 after the round trip, no
# warning; on 20 steps without input the network fires 267 times, its copy never.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.5.1 nir==1.0.4 nirtorch==2.0.2 numpy==2.4.6 scipy==1.17.1 rockpool==3.1.0
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import warnings

import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIFTorch, LinearTorch
from rockpool.nn.modules.torch.nir import from_nir, to_nir

torch.manual_seed(1)
lif = LIFTorch(3, has_rec=True, w_rec=torch.full((3, 3), 0.3), bias=torch.full((3,), 0.5), dt=0.01)
net = Sequential(LinearTorch((4, 3), has_bias=False), lif)
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    graph = to_nir(net)
said = [str(w.message) for w in said if not issubclass(w.category, DeprecationWarning)]
node = graph.nodes["1_LIFTorch"]
back = next(module for module in from_nir(graph).modules() if isinstance(module, LIFTorch))
nothing = torch.zeros(1, 20, 3)
own, other = int(lif(nothing)[0].sum()), int(back(nothing)[0].sum())
print("edges", sorted(graph.edges))
print("nodes", [type(n).__name__ for n in graph.nodes.values()], "v_leak", node.v_leak.tolist(), "warnings", said)
print("largest w_rec", round(float(lif.w_rec.max()), 4), "after the round trip", float(back.w_rec.abs().max()))
print("spikes without input: own", own, "after the round trip", other)
assert not said, "the export warns now"
edges = {("input", "0_LinearTorch"), ("0_LinearTorch", "1_LIFTorch"), ("1_LIFTorch", "output")}
assert set(graph.edges) == edges, "the graph has other edges now: recurrent weights may be written"
assert node.v_leak.tolist() == [0.0] * 3, "the bias shows in v_leak now"
assert own > 0 and other == 0, "the copy is driven by the bias or the recurrent weights now"
PY
