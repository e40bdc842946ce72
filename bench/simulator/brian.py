"""How long the C++ that Brian2 generates takes for a network in integers and recordings of 5-byte events.

usage: PYTHON-WITH-BRIAN2 bench/simulator/brian.py PROVE.mlir WORK RECORDING...      JSON to stdout

PROVE.mlir is a dump of the phase 'prove' (snnc compile --dump-passes): a chain of convolutions, sum pools, linear layers
and neurons without a leak. Brian2 is given the same integers: a neuron keeps its potential, and how often it fires in a
step as a number that its synapses multiply their weights with, so that what it computes is the same in every step. Pools
are part of the synapses behind them. Layers take their turns within a step (a schedule of its own) as they do here; all
recordings are one run, of which the first step of each starts from potentials of 0.

The time is that of the generated program's simulation loop alone, as Brian2 measures it, one thread, compiled as Brian2
does by itself (-O3 -ffast-math -march=native: so half is added before a potential is divided, which is no whole number
then). `spikes` of each layer are for the caller to compare: the program is worth nothing where they are others.
"""
import json
import math
import re
import sys

import brian2 as b
import numpy as np


class Network:
    """The text of a phase with its weights."""

    def __init__(self, path):
        with open(path) as file:
            self.text = file.read()
        with open(re.sub(r"\.mlir$", ".weights", path)) as file:
            self.blobs = dict(re.findall(r'"?([\w.]+)"?: "0x[0-9A-F]{8}([0-9A-F]*)"', file.read()))

    def tensor(self, text):
        """The value of an attribute: `dense<...> : tensor<...>` or a resource."""
        kind, value, shape, element = re.match(r"(dense|dense_resource)<(.*?)> : tensor<([\dx]*?)x?i(\d+)>", text).groups()
        extents = [int(extent) for extent in shape.split("x")]
        if kind == "dense_resource":
            numbers = np.frombuffer(bytes.fromhex(self.blobs[value.strip('"')]), f"<i{int(element) // 8}")
        else:
            numbers = np.array(json.loads(value))
        return np.broadcast_to(numbers.reshape(-1) if numbers.ndim else numbers, (math.prod(extents),)).reshape(extents)

    def attribute(self, line, name):
        at = line.find(name + "(")
        return None if at < 0 else self.tensor(line[at + len(name) + 1:])

    @staticmethod
    def numbers(line, name, default):
        found = re.search(name + r" = \[([\d, ]*)\]", line)
        return [int(x) for x in found.group(1).split(",")] if found else default

    def operations(self):
        for line in self.text.splitlines():
            if found := re.search(r"= snn\.(\w+) ", line):
                types = re.findall(r"(?:spikes|tensor)<([\dx]+)", line.split(" : ")[-1])
                yield found.group(1), line, [[int(x) for x in text.strip("x").split("x")] for text in types]

    def input_shape(self):
        return [int(x) for x in re.search(r"%arg0: !snn.spikes<([\dx]+)>", self.text).group(1).split("x")]


class Wiring:
    """From each neuron of a layer in front the element that it has become behind pools; -1 where it is lost."""

    def __init__(self, shape):
        self.shape = shape + [1] * (3 - len(shape))
        self.place = np.arange(math.prod(shape))

    def pool(self, kernel, stride):
        c, h, w = self.shape
        rows, columns = (h - kernel[0]) // stride[0] + 1, (w - kernel[1]) // stride[1] + 1
        if kernel != stride:
            raise SystemExit("pools with overlapping windows are not made here")
        y, x = self.place // w % h // stride[0], self.place % w // stride[1]
        lost = (self.place < 0) | (y >= rows) | (x >= columns)
        self.place = np.where(lost, -1, (self.place // (h * w) * rows + y) * columns + x)
        self.shape = [c, rows, columns]

    def convolve(self, kernel, stride, padding):
        """Synapses from neurons in front to outputs: places of both, and weights."""
        outputs, _, kh, kw = kernel.shape
        c, h, w = self.shape
        rows = (h + 2 * padding[0] - kh) // stride[0] + 1
        columns = (w + 2 * padding[1] - kw) // stride[1] + 1
        pre = np.flatnonzero(self.place >= 0)
        channel, y, x = self.place[pre] // (h * w), self.place[pre] // w % h, self.place[pre] % w
        parts = []
        for ky in range(kh):
            for kx in range(kw):
                oy, ox = y + padding[0] - ky, x + padding[1] - kx
                reached = (oy % stride[0] == 0) & (ox % stride[1] == 0)
                oy, ox = oy // stride[0], ox // stride[1]
                reached &= (oy >= 0) & (oy < rows) & (ox >= 0) & (ox < columns)
                for out in range(outputs):
                    parts.append((pre[reached], (out * rows + oy[reached]) * columns + ox[reached],
                                  kernel[out, channel[reached], ky, kx]))
        return [np.concatenate(column) for column in zip(*parts)]


def read_events(paths, shape):
    """Places and steps of all input spikes, and how many come at once, a recording behind the other; and the steps of
    each recording, which ends with its last event."""
    places, times, counts, steps = [], [], [], []
    for path in paths:
        raw = np.fromfile(path, np.uint8).reshape(-1, 5).astype(np.int64)
        step = (((raw[:, 2] & 127) << 16) | (raw[:, 3] << 8) | raw[:, 4]) // STEP_MICROSECONDS
        place = ((raw[:, 2] >> 7) * shape[1] + raw[:, 1]) * shape[2] + raw[:, 0]
        keys, count = np.unique(step * math.prod(shape) + place, return_counts=True)
        places.append(keys % math.prod(shape))
        times.append(sum(steps) + keys // math.prod(shape))
        counts.append(count)
        steps.append(int(step.max()) + 1)
    return [np.concatenate(column) for column in (places, times, counts)] + [steps]


STEP_MICROSECONDS = 1000


class Simulation:
    def __init__(self, network, recordings):
        self.objects, self.layers, self.slots = [], [], ["input"]
        self.makeInput(network.input_shape(), recordings)
        for name, line, types in network.operations():
            self.add(network, name, line, types)
        self.net = b.Network(self.objects)
        self.net.schedule = ["start", "groups", "thresholds", "synapses", "resets"] + self.slots + ["end"]

    def makeInput(self, shape, recordings):
        """A generator of spikes sends one at a time: a second one of a neuron in a step comes from a copy of it."""
        places, times, counts, steps = read_events(recordings, shape)
        self.steps = sum(steps)
        keep = np.ones(self.steps)
        keep[np.cumsum([0] + steps[:-1])] = 0
        self.keep = b.TimedArray(keep, dt=b.defaultclock.dt)
        copies, neurons = int(counts.max()), math.prod(shape)
        indices = np.concatenate([places[counts > copy] + copy * neurons for copy in range(copies)])
        at = np.concatenate([times[counts > copy] for copy in range(copies)])
        self.front = b.SpikeGeneratorGroup(copies * neurons, indices, at * b.defaultclock.dt, when="input")
        self.objects.append(self.front)
        self.copies, self.wiring = copies, Wiring(shape)
        self.wiring.place = np.tile(self.wiring.place, copies)

    def add(self, network, name, line, types):
        if name in ("conv2d", "linear"):
            kernel = network.attribute(line, "weights")
            kernel = kernel.reshape(kernel.shape + (1,) * (4 - kernel.ndim))
            if network.attribute(line, "bias") is not None or "groups" in line:
                raise SystemExit("synapses with a bias or groups are not made here: " + line)
            self.synapses = self.wiring.convolve(kernel, network.numbers(line, "stride", [1, 1]),
                                                 network.numbers(line, "padding", [0, 0, 0, 0])[::2])
        elif name == "sum_pool2d":
            kernel = network.numbers(line, "kernel", None)
            self.wiring.pool(kernel, network.numbers(line, "stride", kernel))
        elif name == "flatten":
            self.wiring.shape = [math.prod(self.wiring.shape), 1, 1]
        elif name == "integrate_fire":
            self.addNeurons(network, line, types[-1])
        else:
            raise SystemExit(f"snn.{name} is not made here")

    def addNeurons(self, network, line, shape):
        if re.search(r"decay|reset|signed|compare|spikes_per_step", line):
            raise SystemExit("such neurons are not made here: " + line)
        index = len(self.layers) + 1
        per_channel = math.prod(shape) // shape[0]
        group = b.NeuronGroup(math.prod(shape), "v : 1\nfed : 1\nn : 1\ntotal : 1\nfires_at : 1 (constant)\n"
                              "lower : 1 (constant)\nsubtract : 1 (constant)", threshold="n > 0", reset="total += n",
                              namespace={"keep": self.keep, "cap": int(re.search(r"max_count = (\d+)", line).group(1)),
                                         "upper": int(re.search(r"upper = (\d+)", line).group(1))})
        threshold = network.attribute(line, "threshold")
        subtract = network.attribute(line, "subtract")
        group.fires_at = np.repeat(threshold, per_channel)
        group.lower = np.repeat(network.attribute(line, "lower_bound"), per_channel)
        group.subtract = np.repeat(threshold if subtract is None else subtract, per_channel)
        fire = group.run_regularly("v = clip(keep(t) * v + fed, lower, inf)\nfed = 0\nn = clip(floor((v + 0.5) / fires_at), 0, cap)\n"
                                   "v = clip(v - n * subtract, -inf, upper)", when=f"fire{index}")
        group.thresholder["spike"].when = f"list{index}"
        group.resetter["spike"].when = f"count{index}"
        pre, post, weights = self.synapses
        counted = "fed_post += w" if not self.layers else "fed_post += w * n_pre"
        synapses = b.Synapses(self.front, group, "w : 1 (constant)", on_pre=counted)
        synapses.connect(i=pre, j=post)
        synapses.w = weights
        synapses.pre.when = f"add{index}"
        self.slots += [f"add{index}", f"fire{index}", f"list{index}", f"count{index}"]
        self.objects += [group, fire, synapses]
        self.layers.append(group)
        self.front, self.wiring = group, Wiring(shape)


def main():
    path, work, *recordings = sys.argv[1:]
    b.set_device("cpp_standalone", directory=work, build_on_run=False)
    b.defaultclock.dt = 1 * b.ms
    simulation = Simulation(Network(path), recordings)
    simulation.net.run(simulation.steps * b.defaultclock.dt)
    b.device.build(directory=work, compile=True, run=True, with_output=False)
    print(json.dumps({"ms": b.device._last_run_time * 1e3 / len(recordings),
                      "spikes": [int(np.sum(layer.total[:])) for layer in simulation.layers],
                      "version": b.__version__}))


main()
