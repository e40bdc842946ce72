#!/usr/bin/env bash
# nir.write of nir 1.0.8 compresses each array by gzip unless told compression=None. One would guess that files get
# smaller. HDF5 keeps a compressed array as a chunk with an index of its own, some kilobytes for each, so that a network
# of small layers gets several times larger; large weights, which are nearly noise to gzip, get a few percent smaller.
# And an array without an axis (one tau for all neurons), which NIR's nodes take, cannot be written so at all.
# Seen: 8 layers of 8 neurons: 177968 bytes, 54288 with compression=None (3.3 times); one layer of 1000x1000: 3751337
# and 4041968; LIF of 0-d arrays: TypeError (Scalar datasets don't support chunk/filter options), with compression=None
# it is read back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 h5py==3.16.0 nir==1.0.8
cd "$folder"
venv/bin/python - <<'PY'
import os

import nir
import numpy as np

rng = np.random.default_rng(1)


def network(layers, size):
    nodes, last, edges = {"input": nir.Input(np.array([size]))}, "input", []
    for i in range(layers):
        weight = rng.standard_normal((size, size)).astype(np.float32)
        one = np.ones(size, np.float32)
        nodes[f"linear{i}"] = nir.Affine(weight, np.zeros(size, np.float32))
        nodes[f"lif{i}"] = nir.LIF(tau=one * 0.02, r=one, v_leak=one * 0, v_threshold=one, v_reset=one * 0)
        edges += [(last, f"linear{i}"), (f"linear{i}", f"lif{i}")]
        last = f"lif{i}"
    nodes["output"] = nir.Output(np.array([size]))
    return nir.NIRGraph(nodes, edges + [(last, "output")])


def size(graph, **more):
    nir.write("a.nir", graph, **more)
    return os.path.getsize("a.nir")


small, large = network(8, 8), network(1, 1000)
sizes = {name: (size(graph), size(graph, compression=None)) for name, graph in (("small", small), ("large", large))}
for name, (by_default, plain) in sizes.items():
    print(f"{name}: by default {by_default} bytes, compression=None {plain}: {by_default / plain:.2f}")

lif = nir.LIF(tau=np.array(0.02), r=np.array(1.0), v_leak=np.array(0.0), v_threshold=np.array(1.0))
single = nir.NIRGraph.from_list(lif)
try:
    nir.write("b.nir", single)
    refused = None
except TypeError as error:
    refused = str(error)
nir.write("b.nir", single, compression=None)
back = nir.read("b.nir").nodes["lif"]
print("0-d arrays by default:", refused, "; compression=None gives back tau", back.tau)
assert sizes["small"][0] > 1.5 * sizes["small"][1], "compression no longer makes small networks larger"
assert 0.8 < sizes["large"][0] / sizes["large"][1] < 1, "compression does otherwise to large weights now"
assert refused is not None, "0-d arrays are written by default now"
assert float(back.tau) == 0.02
PY
