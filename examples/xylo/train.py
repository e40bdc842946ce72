#!/usr/bin/env python3
"""A rockpool network that fits a Xylo chip: digits seen by an event camera, in 16 cells.

Usage: train.py MNIST RECORDINGS_TEST OUT_DIR
Needs rockpool==3.1.0 nir==1.0.4 nirtorch==2.0.2 torch==2.5.1 scipy.
Trained and tested on the digits of ../leaky (see its common.py), in 150 steps of 2 ms and 4x4 cells of 8x8 pixels of
the middle of the sensor, both polarities together. Writes OUT_DIR/digits.nir, by rockpool's own export,
OUT_DIR/digits.npz and OUT_DIR/labels.txt.
"""
import pathlib
import sys

import nir
import numpy as np
import torch
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIFTorch, LinearTorch
from rockpool.nn.modules.torch.nir import to_nir
from rockpool.parameters import Constant

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "leaky"))
import common

common.STEP_US, common.STEPS = 2000, 150
CELLS, HIDDEN = 4, 64
constant = lambda value: Constant(torch.tensor(value))


def cells(frames):
    """[N, steps, 2, 17, 17] -> [N, steps, 16]: the middle 32x32 pixels, in cells of 8x8; the chip counts up to 15."""
    middle = frames[:, :, :, 1:17, 1:17]
    in_cells = middle.reshape(*middle.shape[:3], CELLS, 4, CELLS, 4).sum((2, 4, 6))
    return in_cells.reshape(*frames.shape[:2], CELLS * CELLS).clamp(max=15)


def lif(units, tau_mem, tau_syn):
    return LIFTorch(units, tau_mem=constant(tau_mem), tau_syn=constant(tau_syn), threshold=constant(1.0),
                    bias=constant(0.0), dt=common.STEP_US * 1e-6)


def network():
    return Sequential(LinearTorch((CELLS * CELLS, HIDDEN), has_bias=False), lif(HIDDEN, 0.02, 0.01),
                      LinearTorch((HIDDEN, HIDDEN), has_bias=False), lif(HIDDEN, 0.02, 0.01),
                      LinearTorch((HIDDEN, 10), has_bias=False), lif(10, 0.04, 0.01))


def run(net, x, batch=100):
    with torch.no_grad():
        out = []
        for i in range(0, len(x), batch):
            net.reset_state()
            out.append(net(x[i:i + batch].float())[0])
        return torch.cat(out)


def train(net, x, y, xt, yt, epochs=45, batch=50, rate=3e-3):
    optimiser = torch.optim.Adam([p for p in net.parameters().astorch() if p.requires_grad], rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * (len(x) // batch))
    for epoch in range(epochs):
        losses, order = [], torch.randperm(len(x))
        for i in range(0, len(x) - batch + 1, batch):
            k = order[i:i + batch]
            net.reset_state()
            out, _, recordings = net(x[k].float(), record=True)
            activity = sum(r["spikes"].mean() for n, r in recordings.items() if isinstance(r, dict) and "spikes" in r)
            loss = torch.nn.functional.cross_entropy(0.3 * out.sum(1), y[k]) + 0.5 * activity
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in net.parameters().astorch()], 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        right = (run(net, xt).sum(1).argmax(1) == yt).float().mean().item()
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f} test accuracy {right:.3f}", flush=True)


def main():
    samples, out = common.arguments(__doc__)
    x, y, xt, yt = samples
    x, xt = cells(x.to(torch.int16)), cells(xt.to(torch.int16))
    print("counts up to", int(x.max()), int(xt.max()), flush=True)
    torch.manual_seed(1)
    net = network()
    # A current and a potential add up what comes in some 50 steps.
    with torch.no_grad():
        for layer, factor in (0, 0.02), (2, 0.1), (4, 0.1):
            net[layer].weight *= factor
    train(net, x, y, xt, yt)
    net.reset_state()
    nir.write(out / "digits.nir", to_nir(net))
    outputs = run(net, xt).numpy()
    predictions = outputs.sum(1).argmax(1).astype(np.uint8)
    labels = yt.numpy()
    shown = np.concatenate([np.flatnonzero(labels == label)[:10] for label in range(10)])
    np.savetxt(out / "labels.txt", labels[shown], fmt="%d")
    np.savez_compressed(out / "digits.npz", labels=labels[shown].astype(np.uint8),
                        input=xt.numpy()[shown].astype(np.uint8), predictions=predictions[shown],
                        output_counts=outputs.sum(1)[shown].astype(np.uint16))
    right = predictions == labels
    print(f"{right.sum()} of {len(labels)} right, {right[shown].sum()} of {len(shown)} shown")


if __name__ == "__main__":
    main()
