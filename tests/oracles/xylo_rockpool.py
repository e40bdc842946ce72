"""What rockpool's own mapping and quantisation make of examples/xylo/digits.nir, on xylosim. Run by xylo.sh."""
import os
import sys
import warnings
from unittest.mock import MagicMock

warnings.simplefilter("ignore")
# rockpool imports samna, the driver of the hardware, wherever it goes; nothing of it is used here.
for part in "xyloCore2", "xyloAudio3", "xyloImu", "afe2":
    for name in "samna", f"samna.{part}", f"samna.{part}.configuration":
        sys.modules[name] = MagicMock()

import nir
import numpy as np
from rockpool.devices.xylo.syns63300 import XyloSim
from rockpool.devices.xylo.syns65302 import mapper
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIF, Linear
from rockpool.transform.quantize_methods import channel_quantize, global_quantize

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/xylo")
graph, data = nir.read(os.path.join(folder, "digits.nir")), np.load(os.path.join(folder, "digits.npz"))
weights = [np.array(node.weight).T for name, node in graph.nodes.items() if "Linear" in name]
TAU_MEM, TAU_SYN, DT, LATE = (0.02, 0.02, 0.04), 0.01, 2e-3, 2


def simulated(quantise):
    modules = []
    for matrix, tau_mem in zip(weights, TAU_MEM):
        units = matrix.shape[1]
        modules += [Linear(matrix.shape, weight=matrix, has_bias=False),
                    LIF(units, tau_mem=np.full(units, tau_mem), tau_syn=np.full((units, 1), TAU_SYN),
                        threshold=np.ones(units), bias=np.zeros(units), dt=DT)]
    graph = Sequential(*modules).as_graph()
    specification = mapper(graph, weight_dtype="float", threshold_dtype="float", dash_dtype="float")
    specification.update(quantise(**specification))
    for key in ("mapped_graph", "dt"):
        specification.pop(key)
    return XyloSim.from_specification(**specification, dt=DT)


for quantise in global_quantize, channel_quantize:
    chip, right, outputs, hidden = simulated(quantise), 0, 0, 0
    for sample, label in zip(data["input"].astype(int), data["labels"]):
        chip.reset_state()
        spikes, _, record = chip(np.concatenate([sample, np.zeros((LATE, 16), int)]), record=True)
        counts = np.asarray(spikes).sum(0)
        right += bool(counts.any()) and counts.argmax() == label
        outputs += int(counts.sum())
        hidden += int(np.asarray(record["Spikes"]).sum())
    print(f"rockpool's {quantise.__name__}: {right} of 100 right, {hidden} hidden spikes, {outputs} of outputs; "
          f"in float {int(data['output_counts'].sum())} of outputs")
