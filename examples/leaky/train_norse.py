#!/usr/bin/env python3
"""A leaky convolutional network of norse, with synaptic currents in the first layer, which ends in an integrator.

Usage: train_norse.py MNIST RECORDINGS_TEST OUT_DIR
Needs norse==1.1.0 nir==1.0.8 nirtorch==2.6 torch==2.11.0.
Writes OUT_DIR/norse_li.nir and .npz, and norse_li_tau.nir: the same network exported with dt=1. The prediction is the
output whose potential is the greatest of all steps. The time constants of the first layer differ by channel, from 20 to
80 ms. The export takes cells only, no LIFRecurrent, no Flatten, and no Conv2d without bias: so a convolution as large
as the map stands last. It leaves out the sizes of convolutions, which NIRGraph.infer_types adds where the sample has no
batch and the parameters have the shape of the map. It writes tau = dt / tau_mem_inv with its own dt (0.001 unless
told), so that the first file has to be read with a step of STEP * 0.001, the second one with STEP.
"""
import nir
import norse.torch as snn
import torch
import common

STEP = common.STEP_US * 1e-6


def parameters(kind, shape, **taus):
    """Parameters of one value a neuron: time constants by channel, or one for all."""
    full = lambda value: torch.as_tensor(value).reshape(-1, 1, 1).expand(shape).clone()
    # The default slope of the surrogate gradient, 100, trains little.
    spiking = {"v_th": full(1.0), "v_reset": full(0.0), "alpha": torch.as_tensor(4.0)}
    extra = {} if kind is snn.LIBoxParameters else spiking
    inverse = {name + "_inv": full(1 / torch.as_tensor(tau)) for name, tau in taus.items()}
    return kind(**inverse, v_leak=full(0.0), **extra)


class Net(torch.nn.Module):
    """Steps a SequentialState from its initial state."""

    def __init__(self):
        super().__init__()
        cuba = parameters(snn.LIFParameters, (8, 8, 8), tau_syn=0.02, tau_mem=torch.linspace(0.02, 0.08, 8))
        box = parameters(snn.LIFBoxParameters, (16, 3, 3), tau_mem=0.04)
        last = parameters(snn.LIBoxParameters, (10, 1, 1), tau_mem=0.08)
        first, second = snn.LIFCell(cuba, dt=STEP), snn.LIFBoxCell(box, dt=STEP)
        self.layers = snn.SequentialState(torch.nn.Conv2d(2, 8, 3, stride=2), first,
                                          torch.nn.Conv2d(8, 16, 3, stride=2), second,
                                          torch.nn.Conv2d(16, 10, 3), snn.LIBoxCell(last, dt=STEP))
        self.activity = common.Activity(first, second)

    def forward(self, x):
        state, out = None, []
        for frame in x:
            potential, state = self.layers(frame, state)
            out.append(potential.flatten(1))
        return torch.stack(out), self.activity.take()

    def export(self, path, **kw):
        graph = snn.to_nir(self.layers, torch.zeros(2, common.SIZE, common.SIZE), **kw)
        graph.infer_types()
        nir.write(path, graph, compression=None)


def main():
    samples, out = common.arguments(__doc__)
    torch.manual_seed(1)
    net = Net()
    with torch.no_grad():
        for conv, gain in (net.layers[0], 3.0), (net.layers[2], 6.0), (net.layers[4], 4.0):
            conv.weight.mul_(gain)
            conv.bias.mul_(0)
    common.train(net, samples, readout="max", gain=8.0, epochs=30, rate=1e-2)
    net.export(out / "norse_li.nir")
    net.export(out / "norse_li_tau.nir", dt=1)
    common.save(out / "norse_li.npz", common.run(net, samples[2])[0], samples, "max")


if __name__ == "__main__":
    main()
