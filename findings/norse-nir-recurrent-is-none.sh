#!/usr/bin/env bash
# One would guess that an export that does not know a layer says so. to_nir of norse 1.1.0 (nir 1.0.8, nirtorch 2.6)
# gives a graph whose node is None for a recurrent cell (LIFRecurrentCell), a layer over time (LIF, LIFRecurrent, LI), a
# readout (LICell), and plain layers of torch without weights (Flatten, AvgPool2d), without a word. Only nir.write
# fails, and its message names neither the layer nor its kind.
# Seen: all seven nodes None, no warning; nir.write: AttributeError 'NoneType' object has no attribute 'to_dict'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 nir==1.0.8 nirtorch==2.6 norse==1.1.0
cd "$folder"
venv/bin/python - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import warnings

import nir
import norse.torch as snn
import torch

layers = {
    "LIFRecurrentCell": (snn.LIFRecurrentCell(3, 3), (1, 4)),
    "LICell": (snn.LICell(), (1, 4)),
    "LIF": (snn.LIF(), (5, 1, 4)),
    "LIFRecurrent": (snn.LIFRecurrent(3, 3), (5, 1, 4)),
    "LI": (snn.LI(), (5, 1, 4)),
    "Flatten": (torch.nn.Flatten(), (1, 4)),
    "AvgPool2d": (torch.nn.AvgPool2d(1), (1, 2, 4)),
}
nodes, errors, said = {}, {}, []
for name, (layer, shape) in layers.items():
    net = snn.SequentialState(torch.nn.Linear(4, 3), layer)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        graph = snn.to_nir(net, torch.zeros(shape))
    said += [str(warning.message) for warning in caught if name in str(warning.message)]
    nodes[name] = graph.nodes["1"]
    try:
        nir.write("a.nir", graph)
        errors[name] = "written"
    except Exception as error:
        errors[name] = f"{type(error).__name__}: {error}"
    print(f"{name:17} node {nodes[name]}; nir.write: {errors[name]}")
print("warnings that name the layer:", said)
assert not said, "the export warns now"
assert all(node is None for node in nodes.values()), "not all of these become None now"
assert all("to_dict" in error for error in errors.values()), "nir.write says something else now"
PY
