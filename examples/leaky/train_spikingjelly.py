#!/usr/bin/env python3
"""Leaky networks of spikingjelly: a convolutional one, and a convolutional one with synaptic currents.

Usage: train_spikingjelly.py MNIST RECORDINGS_TEST OUT_DIR
Needs spikingjelly==2.0.0 nir==1.0.8 nirtorch==2.6 torch==2.11.0.
Writes OUT_DIR/spikingjelly_conv (LIFNode, and ParametricLIFNode with a trained time constant at the end) and
spikingjelly_cuba (CUBALIFNode), each as .nir and .npz. All reset to 0: the export takes no reset by subtraction.
"""
import nir
import torch
from spikingjelly.activation_based import functional, layer, neuron, surrogate
from spikingjelly.activation_based.nir_exchange import export_to_nir
import common

STEP = common.STEP_US * 1e-6


class Net(torch.nn.Module):
    """Takes all steps of a sequence of modules at once (step mode m)."""

    def __init__(self, *nodes):
        super().__init__()
        first, second, third = nodes
        self.layers = torch.nn.Sequential(layer.Conv2d(2, 8, 3, stride=2, bias=False), first,
                                          layer.Conv2d(8, 16, 3, stride=2, bias=False), second,
                                          layer.Flatten(), layer.Linear(144, 10, bias=False), third)
        functional.set_step_mode(self.layers, "m")
        self.activity = common.Activity(*nodes)

    def forward(self, x):
        functional.reset_net(self.layers)
        return self.layers(x), self.activity.take()

    def export(self, path):
        functional.reset_net(self.layers)
        graph = export_to_nir(self.layers, torch.zeros(common.STEPS, 1, 2, common.SIZE, common.SIZE), dt=STEP)
        nir.write(path, graph, compression=None)


def conv():
    kw = dict(v_threshold=1.0, v_reset=0.0, surrogate_function=surrogate.ATan(), detach_reset=True)
    return Net(neuron.LIFNode(tau=4.0, **kw), neuron.LIFNode(tau=4.0, **kw),
               neuron.ParametricLIFNode(init_tau=6.0, **kw))


def cuba():
    kw = dict(c_decay=0.5, v_decay=0.75, v_threshold=1.0, v_reset=0.0, surrogate_function=surrogate.ATan())
    return Net(*(neuron.CUBALIFNode(**kw) for _ in range(3)))


def main():
    samples, out = common.arguments(__doc__)
    for name, make, gain in ("conv", conv, 4.0), ("cuba", cuba, 0.7):
        torch.manual_seed(1)
        net = make()
        with torch.no_grad():
            for conv_or_linear in net.layers[0], net.layers[2], net.layers[5]:
                conv_or_linear.weight.mul_(gain)
        common.train(net, samples, epochs=30, rate=1e-2)
        net.export(out / f"spikingjelly_{name}.nir")
        common.save(out / f"spikingjelly_{name}.npz", common.run(net, samples[2])[0], samples)


if __name__ == "__main__":
    main()
