#!/usr/bin/env bash
# A hidden neuron of a Xylo chip may have an alias, another hidden neuron that its spikes are copied to. rockpool 3.1.0 makes
# a simulator of a specification (XyloSim.from_specification) or of a configuration (from_config). One would guess that both
# simulate the same. from_config asks `if neuron.alias_target:`, so an alias to neuron 0 is dropped.
# Seen: neuron 1 fires in 10 steps and has neuron 0 for its alias: 18 spikes of neuron 0 by from_specification, 0 by
# from_config; with the two neurons exchanged 18 and 18.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 scipy==1.17.1 rockpool==3.1.0 pybind11==3.1.0 xylosim==0.1.3
cd "$folder"
venv/bin/python -W ignore - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import sys
from types import SimpleNamespace
from unittest.mock import MagicMock

# rockpool imports samna, the driver of the hardware, wherever it goes; nothing of it is used here.
for part in "xyloCore2", "xyloAudio3", "xyloImu", "afe2":
    for name in "samna", f"samna.{part}", f"samna.{part}.configuration":
        sys.modules[name] = MagicMock()

import numpy as np
from rockpool.devices.xylo.syns61201 import XyloSim


def spikes(source, alias):
    """Spikes of neuron `alias`, of a specification and of the configuration with the same numbers."""
    weights_in = np.zeros((1, 2, 1), int)
    weights_in[0, source, 0] = 127
    weights_rec, weights_out = np.zeros((2, 2, 1), int), np.zeros((2, 1), int)
    aliases = [[], []]
    aliases[source] = [alias]
    by_specification = XyloSim.from_specification(
        weights_in=weights_in, weights_out=weights_out, weights_rec=weights_rec, dash_mem=np.array([1, 1]),
        dash_mem_out=np.array([1]), dash_syn=np.array([1, 1]), dash_syn_out=np.array([1]), threshold=np.array([60, 60]),
        threshold_out=np.array([60]), aliases=aliases)
    neurons = [SimpleNamespace(alias_target=aliases[i][0] if aliases[i] else None, threshold=60, v_mem_decay=1, i_syn_decay=1,
                               i_syn2_decay=1, v_mem_bias=0) for i in range(2)]
    output = SimpleNamespace(threshold=60, v_mem_decay=1, i_syn_decay=1, v_mem_bias=0)
    by_config = XyloSim.from_config(SimpleNamespace(
        input=SimpleNamespace(weights=weights_in[:, :, 0], weight_bit_shift=0),
        reservoir=SimpleNamespace(weights=weights_rec[:, :, 0], weight_bit_shift=0, neurons=neurons),
        readout=SimpleNamespace(weights=weights_out, weight_bit_shift=0, neurons=[output]), synapse2_enable=False,
        bias_enable=False))
    input = np.ones((10, 1), int)
    return [int(np.asarray(sim(input, record=True)[2]["Spikes"])[:, alias].sum()) for sim in (by_specification, by_config)]


to_zero, to_one = spikes(source=1, alias=0), spikes(source=0, alias=1)
print("alias to neuron 0: %d spikes by specification, %d by configuration" % tuple(to_zero))
print("alias to neuron 1: %d spikes by specification, %d by configuration" % tuple(to_one))
assert to_one[0] == to_one[1] > 0, "the two simulators differ in more than that"
assert to_zero[0] == to_one[0] and to_zero[1] == 0, "an alias to neuron 0 is kept now"
PY
