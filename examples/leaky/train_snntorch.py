#!/usr/bin/env python3
"""Leaky networks of snnTorch: convolutional, and recurrent, with and without synaptic currents.

Usage: train_snntorch.py MNIST RECORDINGS_TEST OUT_DIR
Needs snntorch==1.0.0 nir==1.0.8 nirtorch==2.6 torch==2.11.0.
Writes, each as .nir and .npz:
  snntorch_conv         Leaky, reset by subtraction
  snntorch_zero         Leaky, reset to zero; trained on from the weights of snntorch_conv
  snntorch_recurrent    RSynaptic and Synaptic, reset by subtraction
  snntorch_rleaky_zero  RLeaky and Synaptic, reset to zero
Time constants are fixed; in the first layer of the first two they differ by channel, from 20 to 80 ms. The export takes
a time step of 1e-4, and writes tau = 1e-4 / (1 - beta).
"""
import sys
import nir
import snntorch
import torch
from snntorch import surrogate
from snntorch.export_nir import export_to_nir
import common

STEP = common.STEP_US * 1e-6


class Net(torch.nn.Module):
    """Steps a sequence of modules that keep their states; the last spikes."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = torch.nn.Sequential(*layers)
        self.activity = common.Activity(*(layer for layer in layers if isinstance(layer, snntorch.SpikingNeuron)))

    def reset(self):
        """snntorch.utils.reset leaves the last spikes of RSynaptic as they are."""
        for layer in self.layers:
            if isinstance(layer, snntorch.SpikingNeuron):
                layer.reset_mem()

    def forward(self, x):
        self.reset()
        out = [self.layers(frame) for frame in x]
        return torch.stack([o[0] if isinstance(o, tuple) else o for o in out]), self.activity.take()

    def export(self, path):
        self.reset()
        graph = export_to_nir(self.layers, torch.zeros(1, 2, common.SIZE, common.SIZE), ignore_dims=[0])
        nir.write(path, graph, compression=None)


def decay(shape, *taus):
    """Decays of a layer [C, H, W] or [N], one a channel, or one for the layer: the export needs one a neuron."""
    taus = torch.linspace(*taus, shape[0]) if len(taus) == 2 else torch.full(shape[:1], *taus)
    return (1 - STEP / taus).reshape(-1, *[1] * (len(shape) - 1)).expand(shape).clone()


def leaky(shape, *taus, reset="subtract", kind=snntorch.Leaky, **kw):
    return kind(beta=decay(shape, *taus), threshold=torch.ones(shape), init_hidden=True, reset_mechanism=reset,
                spike_grad=surrogate.fast_sigmoid(5), **kw)


def conv(reset):
    return Net(torch.nn.Conv2d(2, 8, 3, stride=2, bias=False), leaky((8, 8, 8), 0.02, 0.08, reset=reset),
               torch.nn.Conv2d(8, 16, 3, stride=2, bias=False), leaky((16, 3, 3), 0.04, reset=reset),
               torch.nn.Flatten(), torch.nn.Linear(144, 10, bias=False), leaky((10,), 0.08, reset=reset))


def recurrent(kind, reset, units=32):
    currents = lambda size: {"alpha": decay((size,), 0.02)}
    return Net(torch.nn.Conv2d(2, 8, 3, stride=2, bias=False), leaky((8, 8, 8), 0.03, reset=reset),
               torch.nn.Conv2d(8, 8, 3, stride=2, bias=False), leaky((8, 3, 3), 0.03, reset=reset),
               torch.nn.Flatten(), torch.nn.Linear(72, units),
               leaky((units,), 0.04, reset=reset, kind=kind, all_to_all=True, linear_features=units,
                     **(currents(units) if kind is snntorch.RSynaptic else {})),
               torch.nn.Linear(units, 10), leaky((10,), 0.06, reset=reset, kind=snntorch.Synaptic, **currents(10)))


def finish(name, net, samples, out):
    net.export(out / f"snntorch_{name}.nir")
    common.save(out / f"snntorch_{name}.npz", common.run(net, samples[2])[0], samples)


def main():
    samples, out = common.arguments(__doc__)
    torch.manual_seed(1)
    net = conv("subtract")
    common.train(net, samples)
    finish("conv", net, samples, out)
    zero = conv("zero")
    zero.load_state_dict({k: v for k, v in net.state_dict().items() if "reset_mechanism" not in k}, strict=False)
    common.train(zero, samples, epochs=3, rate=1e-3)
    finish("zero", zero, samples, out)
    for name, kind, reset in ("recurrent", snntorch.RSynaptic, "subtract"), ("rleaky_zero", snntorch.RLeaky, "zero"):
        torch.manual_seed(1)
        net = recurrent(kind, reset)
        common.train(net, samples)
        finish(name, net, samples, out)


if __name__ == "__main__":
    main()
