#!/usr/bin/env bash
# A Xylo chip decays a synaptic current by i - (i >> dash), in the step in which its input comes. rockpool 3.1.0 makes the
# dash of a time constant as log2(tau / dt), refuses tau <= dt, and rounds. One would guess that a time constant a little
# above a step becomes the shortest one that works. It becomes a dash of 0, with which all of an input decays before the
# potential takes it up: the network is mapped without a word, and never spikes.
# Seen: two neurons in a row, tau_syn 1.4 steps: dash 0.485, rounded 0; 36 spikes in rockpool, 0 on the simulated chip
# (xylosim 0.1.3); tau_syn 2 steps: dash 1, 106 and 40 spikes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 scipy==1.17.1 rockpool==3.1.0 pybind11==3.1.0 xylosim==0.1.3
cd "$folder"
venv/bin/python -W ignore - 2>stderr <<'PY' || { cat stderr >&2; exit 1; }
import sys
from unittest.mock import MagicMock

# rockpool imports samna, the driver of the hardware, wherever it goes; nothing of it is used here.
for part in "xyloCore2", "xyloAudio3", "xyloImu", "afe2":
    for name in "samna", f"samna.{part}", f"samna.{part}.configuration":
        sys.modules[name] = MagicMock()

import numpy as np
from rockpool.devices.xylo.syns61201 import XyloSim, mapper
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIF, Linear
from rockpool.transform.quantize_methods import global_quantize

DT = 1e-3


def spikes(tau_syn):
    """The dash of the current, and output spikes of rockpool's network and of the simulated chip, of 200 steps of a spike."""
    weights = lambda: Linear((1, 1), weight=np.array([[0.5]]), has_bias=False)
    neuron = lambda: LIF(1, tau_mem=16 * DT, tau_syn=tau_syn, threshold=1.0, bias=0.0, dt=DT)
    net = Sequential(weights(), neuron(), weights(), neuron())
    specification = mapper(net.as_graph(), weight_dtype="float", threshold_dtype="float", dash_dtype="float")
    dash = float(specification["dash_syn"][0])
    specification.update(global_quantize(**specification))
    for key in ("mapped_graph", "dt"):
        specification.pop(key)
    chip = XyloSim.from_specification(**specification, dt=DT)
    steps = np.ones((200, 1), int)
    return dash, int(net(steps.astype(float))[0].sum()), int(np.asarray(chip(steps)[0]).sum())


short, long = spikes(1.4 * DT), spikes(2 * DT)
print("tau_syn 1.4 steps: dash %.3f, spikes %d in rockpool, %d on the chip" % short)
print("tau_syn 2 steps: dash %.3f, spikes %d in rockpool, %d on the chip" % long)
assert short[1] > 0 and short[2] == 0, "a short time constant is no longer silent on the chip"
assert long[2] > 0, "a time constant of two steps is silent as well"
PY
