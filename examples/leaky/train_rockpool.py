#!/usr/bin/env python3
"""Leaky networks of rockpool with synaptic currents: one ends in neurons that spike, one in exponential synapses.

Usage: train_rockpool.py MNIST RECORDINGS_TEST OUT_DIR
Needs rockpool==3.1.0 nir==1.0.4 nirtorch==2.0.2 torch==2.5.1 scipy.
Writes OUT_DIR/rockpool_lif (LIFTorch) and rockpool_li (LIFTorch, then ExpSynTorch; the prediction is the output whose
last potential is the greatest), each as .nir and .npz. The export takes no convolutions, no biases of neurons and no
recurrent weights: so all layers are linear, and the input is one axis of 2 * SIZE * SIZE, polarity first, then rows. It
fails where an ExpSynTorch trains its time constant: time constants are fixed.
"""
import nir
import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import ExpSynTorch, LIFTorch, LinearTorch
from rockpool.nn.modules.torch.nir import to_nir
from rockpool.parameters import Constant
import common

STEP, UNITS = common.STEP_US * 1e-6, 20


constant = lambda value: Constant(torch.tensor(value))


def lif(units, tau):
    return LIFTorch(units, tau_mem=constant(tau), tau_syn=constant(0.02), threshold=constant(1.0), bias=constant(0.0),
                    dt=STEP)


class Net(torch.nn.Module):
    """Takes all steps at once: rockpool has the batch first, then time."""

    def __init__(self, last):
        super().__init__()
        self.first, self.last = lif(UNITS, 0.04), last
        self.layers = Sequential(LinearTorch((2 * common.SIZE**2, UNITS), has_bias=False), self.first,
                                 LinearTorch((UNITS, 10), has_bias=False), last)
        spiking = [self.first] + [last] * isinstance(last, LIFTorch)
        self.activity = common.Activity(*spiking)

    def forward(self, x):
        self.layers.reset_state()
        out, _, _ = self.layers(x.flatten(2).transpose(0, 1))
        return out.transpose(0, 1), self.activity.take()

    def export(self, path):
        self.layers.reset_state()
        nir.write(path, to_nir(self.layers))


def main():
    samples, out = common.arguments(__doc__)
    for name, readout in ("lif", "sum"), ("li", "last"):
        torch.manual_seed(1)
        net = Net(lif(10, 0.06) if readout == "sum" else ExpSynTorch(10, tau=constant(0.08), dt=STEP))
        common.train(net, samples, readout=readout, epochs=30, quiet=1.0, shift=0)
        net.export(out / f"rockpool_{name}.nir")
        common.save(out / f"rockpool_{name}.npz", common.run(net, samples[2])[0], samples, readout)


if __name__ == "__main__":
    main()
