"""Random networks of convolutions, pools and branches, through snnc: random_networks.py SNNC WORK COUNT

Where weights are positive and thresholds above them, a neuron has spiked after a step as often as its threshold fits into
all that has come, in whatever order: the chip's spikes and potentials are those of the network in integers in every step.
Where weights have both signs, that holds for a layer that gets one event a step.

Every network is compiled a second time for a chip whose memories are too small for one of its layers, which has to be
cut in two: all trains are the same.
"""

import json
import os
import shutil
import subprocess
import sys

import numpy as np

snnc, work, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
ROOMY = json.load(open(os.path.join(here, "roomy.json")))


def listed(values):
    return f"{values:.5f}" if np.ndim(values) == 0 else "[" + ", ".join(map(listed, values)) + "]"


def dense(values):
    return f"dense<{listed(values)}> : tensor<{'x'.join(map(str, values.shape))}xf32>"


def kind(shape, spikes=True):
    return f"!snn.spikes<{'x'.join(map(str, shape))}>" if spikes else f"tensor<{'x'.join(map(str, shape))}xf32>"


class Network:
    """The text of a network, layer by layer."""

    def __init__(self, random, signed):
        self.random, self.signed, self.lines, self.names = random, signed, [], 0

    def add(self, text):
        self.names += 1
        self.lines.append(f"  %v{self.names} = {text}")
        return f"%v{self.names}"

    def weights(self, shape):
        drawn = self.random.uniform(-0.5 if self.signed else 0.05, 0.5, shape)
        return drawn * (self.random.random_sample(shape) < 0.8) + (0 if self.signed else 0.01)

    def convolution(self, value, shape, out=None, same=None):
        """A current, by a convolution that a core may or may not have."""
        r = self.random
        channels = out or r.choice([2, 3, 4, 8, 12])
        groups = 2 if shape[0] % 2 == 0 and channels % 2 == 0 and r.random_sample() < 0.3 else 1
        for _ in range(100):
            kernel, stride = r.randint(1, 5, 2), r.choice([1, 1, 2, 4], 2)
            dilation, padding = r.randint(1, 3, 2), r.randint(0, 3, 2)
            if same:
                kernel, stride, dilation, padding = (np.array(given) for given in same)
            size = (np.array(shape[1:]) + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
            if size.min() >= 1:
                break
        else:
            kernel, stride, dilation, padding = np.ones((3, 2), int).tolist() + [np.zeros(2, int)]
            size = np.array(shape[1:])
        weights = self.weights((channels, shape[0] // groups, *kernel))
        made = (channels, *size)
        top, left = map(int, padding)
        text = (f"snn.conv2d {value} weights({dense(weights)}) stride = {list(map(int, stride))} "
                f"padding = [{top}, {left}, {top}, {left}] dilation = {list(map(int, dilation))} groups = {groups} : "
                f"{kind(shape)} -> {kind(made, False)}")
        return self.add(text), made, (kernel, stride, dilation, padding)

    def neurons(self, current, shape):
        name = f"l{self.names}"
        low = f"lower_bound({dense(np.full(shape[0], -1.0))})" if self.signed else ""
        zero = "reset = zero" if self.random.random_sample() < 0.3 and self.signed else ""
        return self.add(f'snn.integrate_fire {current} layer = "{name}" threshold({dense(np.full(shape[0], 1.0))}) {low} '
                        f"{zero} : {kind(shape, False)} -> {kind(shape)}")

    def pool(self, value, shape):
        r = self.random
        fits = [k for k in ((2, 2), (4, 4), (2, 1), (1, 3), (3, 3)) if shape[1] % k[0] == 0 and shape[2] % k[1] == 0]
        if not fits or r.random_sample() < 0.4:
            return value, shape
        kernel = fits[r.randint(len(fits))]
        made = (shape[0], shape[1] // kernel[0], shape[2] // kernel[1])
        return self.add(f"snn.sum_pool2d {value} kernel = {list(kernel)} : {kind(shape)} -> {kind(made)}"), made

    def layer(self, value, shape, **given):
        current, made, how = self.convolution(value, shape, **given)
        return self.neurons(current, made), made, how


def draw(random, signed):
    net = Network(random, signed)
    shape = first = (random.randint(1, 4), random.choice([6, 8, 9, 12]), random.choice([6, 8, 10, 12]))
    value, shape = net.pool("%in", shape)
    value, shape, _ = net.layer(value, shape)
    for _ in range(0 if signed == "alone" else random.randint(1, 4)):
        value, shape = net.pool(value, shape)
        branch = random.random_sample()
        if branch < 0.3:
            # Two layers of one source side by side.
            a, one, how = net.layer(value, shape)
            b, two, _ = net.layer(value, shape, same=how)
            shape = (one[0] + two[0], *one[1:])
            value = net.add(f"snn.concatenate {a}, {b} : {kind(one)}, {kind(two)} -> {kind(shape)}")
        elif branch < 0.5:
            # A residual sum.
            a, one, how = net.layer(value, shape)
            b, _, _ = net.layer(value, shape, same=how, out=one[0])
            shape = one
            value = net.add(f"snn.merge {a}, {b} : {kind(one)}, {kind(one)} -> {kind(one)}")
        else:
            value, shape, _ = net.layer(value, shape)
    if signed != "alone":
        size = int(np.prod(shape))
        flat = net.add(f"snn.flatten {value} : {kind(shape)} -> {kind((size,))}")
        outputs = random.randint(2, 17)
        current = net.add(f"snn.linear {flat} weights({dense(net.weights((outputs, size)))}) : {kind((size,))} -> {kind((outputs,), False)}")
        value, shape = net.neurons(current, (outputs,)), (outputs,)
    head = f"snn.network @random(%in: {kind(first)} {{snn.max_count = 2}}) -> {kind(shape)} {{"
    return "\n".join([head, *net.lines, f"  snn.output {value} : {kind(shape)}", "}"]), first


def run(*arguments, expect=(0,)):
    done = subprocess.run([snnc, *arguments, "-q"], capture_output=True, text=True)
    assert done.returncode in expect, f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}"
    return done


def records(folder, engine, path):
    run("run", folder, "--engine", engine, "--input", path("input.npy"), "--record", path("record.npz"))
    return dict(np.load(path("record.npz")))


def differing(a, b):
    assert set(a) == set(b), f"{sorted(a)} and {sorted(b)}"
    return [name for name in a if not np.array_equal(a[name], b[name])]


refused, failed, spikes, cut = 0, [], 0, 0
for number in range(count):
    random = np.random.RandomState(number)
    signed = ("", "alone", "chain")[number % 3]
    text, shape = draw(random, signed)
    folder = os.path.join(work, str(number))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path = lambda name: os.path.join(folder, name)
    open(path("network.mlir"), "w").write(text)
    if signed == "alone":
        events = np.zeros((2, 150, int(np.prod(shape))), np.uint8)
        for sample in events:
            sample[np.arange(150), random.randint(0, sample.shape[1], 150)] = 1
        events = events.reshape(2, 150, *shape)
    else:
        events = random.binomial(2, 0.05, (2, 30, *shape)).astype(np.uint8)
    np.save(path("input.npy"), events)
    json.dump(ROOMY, open(path("roomy.json"), "w"))
    compiled = ["compile", path("network.mlir"), "--max-count", "255", "-o"]
    if run(*compiled, path("out"), "--target", path("roomy.json"), expect=(0, 4)).returncode:
        refused += 1
        continue
    whole = records(path("out"), "speck", path)
    spikes += int(sum(values.sum() for name, values in whole.items() if not name.endswith("potential")))
    if signed != "chain":
        network = records(path("out"), "integer", path)
        failed += [f"{number}: {name} differs from the network" for name in differing(network, whole)]
    # Memories of which the greatest layer takes twice as much.
    layers = json.load(open(path("out/program.json")))["layers"]
    most = max(tile["kernelWords"]["used"] for layer in layers for tile in layer["tiles"])
    json.dump({**ROOMY, "kernelWords": [max(1, most // 2)] * 9}, open(path("tight.json"), "w"))
    if run(*compiled, path("tight"), "--target", path("tight.json"), expect=(0, 4)).returncode:
        continue
    cut += 1
    assert any(len(layer["tiles"]) == 2 for layer in json.load(open(path("tight/program.json")))["layers"])
    failed += [f"{number}: {name} differs where it is cut" for name in differing(whole, records(path("tight"), "speck", path))]

print("\n".join(failed))
print(f"{count} networks, {refused} refused, {spikes} spikes, {cut} cut in two, {len(failed)} failed")
sys.exit(bool(failed))
