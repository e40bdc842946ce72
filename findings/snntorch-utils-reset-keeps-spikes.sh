#!/usr/bin/env bash
# One would guess that utils.reset of snnTorch 1.0.0, called between two samples, clears all hidden state. It leaves the
# last spikes of RSynaptic; they go through the recurrent weights in the first step of the next sample, and hold the
# graph of the last sample, so that backward after it fails. RLeaky is cleared, and so is RSynaptic by its own
# reset_mem().
# Seen: after utils.reset spk 1 1 1, syn and mem 0; the next step, without input, gives a current of 0.5 0.5 0.5 (all
# through the recurrent weights), after reset_mem() 0 0 0; backward of a second sample: RuntimeError.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.11.0 numpy==2.4.6 snntorch==1.0.0
cd "$folder"
venv/bin/python - <<'PY'
import torch
import snntorch as snn
from snntorch import utils


def network(kind, **more):
    layer = kind(beta=0.9, linear_features=3, init_hidden=True, **more)  # every neuron feeds every other
    with torch.no_grad():
        layer.recurrent.weight.fill_(0.5 / 3)
        layer.recurrent.bias.zero_()
    return layer, torch.nn.Sequential(layer)


def second_backward(clear):
    layer, net = network(snn.RSynaptic, alpha=0.5)
    for _ in range(2):
        loss = sum(net(torch.full((1, 3), 5.0)).sum() for _ in range(2))
        try:
            loss.backward()
        except RuntimeError as error:
            return type(error).__name__
        clear(layer, net)
    return "good"


by_utils, by_layer = lambda layer, net: utils.reset(net), lambda layer, net: layer.reset_mem()
current = {}
for name, clear in ("utils.reset", by_utils), ("reset_mem", by_layer):
    layer, net = network(snn.RSynaptic, alpha=0.5)
    net(torch.full((1, 3), 5.0))
    clear(layer, net)
    state = [x.flatten().tolist() for x in (layer.spk, layer.syn, layer.mem)]
    net(torch.zeros(1, 3))
    current[name] = [round(x, 4) for x in layer.syn.flatten().tolist()]
    print(f"{name:11} spk, syn, mem", *state, "current of the next step", current[name],
          "second backward:", second_backward(clear))
    assert state[1:] == [[0.0] * 3] * 2
layer, net = network(snn.RLeaky)
net(torch.full((1, 3), 5.0))
utils.reset(net)
print("RLeaky after utils.reset:", layer.spk.flatten().tolist())
assert current["reset_mem"] == [0.0] * 3 and second_backward(by_layer) == "good"
assert layer.spk.flatten().tolist() == [0.0] * 3, "utils.reset leaves the spikes of RLeaky too now"
assert current["utils.reset"] == [0.5] * 3, "utils.reset clears the spikes of RSynaptic now"
assert second_backward(by_utils) == "RuntimeError", "utils.reset cuts the spikes of RSynaptic off the graph now"
PY
