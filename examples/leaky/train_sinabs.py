#!/usr/bin/env python3
"""Leaky networks of sinabs: a convolutional one, and a convolutional one that ends in an integrator (ExpLeak).

Usage: train_sinabs.py MNIST RECORDINGS_TEST OUT_DIR
Needs sinabs==3.1.3 nir==1.0.8 nirtorch==2.6 torch==2.11.0 (sinabs asks for nir<=1.0.4 and samna: install it with
--no-deps, and pbr and matplotlib, which it imports).
Writes OUT_DIR/sinabs_conv (LIF without a lower bound, which is the default) and sinabs_li (LIF with a lower bound of
minus the threshold; the prediction is the output whose mean potential is the greatest), each as .nir and .npz. Time
constants are trained, one a layer, and count in steps.
"""
import nir
import sinabs
import sinabs.layers as sl
import torch
from sinabs.nir import to_nir
import common


def everywhere(kind, shape, tau, **kw):
    """A layer with one time constant, which is trained: it stands for each neuron, so that types can be inferred."""
    layer = kind(tau_mem=torch.full(shape, tau), norm_input=False, num_timesteps=common.STEPS, **kw)
    layer.tau_mem.register_hook(lambda grad: grad.mean().expand_as(grad))
    return layer


def lif(shape, tau, lower=None):
    return everywhere(sl.LIFSqueeze, shape, tau, min_v_mem=lower, spike_threshold=torch.ones(shape))


class Net(torch.nn.Module):
    """Takes all steps at once: sinabs keeps batch and time in one axis, and the batch comes first."""

    def __init__(self, last, lower):
        super().__init__()
        first, second = lif((8, 8, 8), 4.0, lower), lif((16, 3, 3), 4.0, lower)
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(2, 8, 3, stride=2, bias=False), first,
                                          torch.nn.Conv2d(8, 16, 3, stride=2, bias=False), second,
                                          torch.nn.Flatten(), torch.nn.Linear(144, 10, bias=False), last)
        self.activity = common.Activity(*([first, second] + [last] * isinstance(last, sl.LIFSqueeze)))

    def forward(self, x):
        sinabs.reset_states(self.layers)
        out = self.layers(x.transpose(0, 1).flatten(0, 1)).unflatten(0, (-1, common.STEPS)).transpose(0, 1)
        return out, self.activity.take()

    def export(self, path):
        sinabs.reset_states(self.layers)
        graph = to_nir(self.layers, torch.zeros(common.STEPS, 2, common.SIZE, common.SIZE))
        graph.infer_types()   # sizes of convolutions, which the export leaves out and the file has to have
        nir.write(path, graph, compression=None)


def main():
    samples, out = common.arguments(__doc__)
    integrator = everywhere(sl.ExpLeakSqueeze, (10,), 8.0)
    for name, readout, last, lower in ("conv", "sum", lif((10,), 6.0), None), ("li", "mean", integrator, -1.0):
        torch.manual_seed(1)
        net = Net(last, lower)
        common.train(net, samples, readout=readout, quiet=1.0)
        net.export(out / f"sinabs_{name}.nir")
        common.save(out / f"sinabs_{name}.npz", common.run(net, samples[2])[0], samples, readout)


if __name__ == "__main__":
    main()
