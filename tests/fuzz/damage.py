#!/usr/bin/env python3
"""Damages inputs of every kind and runs snnc on them: damage.py SNNC [--seed N] [--count N] [--minutes M] [--jobs N]
[--kind KIND ...] [--keep FOLDER] [--no-memory-limit].

Bytes are flipped, cut, doubled, moved and replaced, numbers in text made absurd. Whatever comes of it, snnc must end within
the time limit with exit code 0, 2, 3 or 4, never by a signal and never with 1, and where it fails it says why in a line
`error:`. COUNT files of each kind are damaged, and no more begun after M minutes. What fails is kept in FOLDER, with the
command; the same seed gives the same files.

The NIR files of the shared data are damaged besides the test's own, where they lie beside the project or where SNNC_SHARED
says.
"""
import argparse
import concurrent.futures
import glob
import gzip
import io
import os
import random
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

import numpy

SECONDS = 150  # of a run; the children that read files have a minute
MEMORY = 6 << 30


# ---------------------------------------------------------------------------------------------------------------------
# Damage
# ---------------------------------------------------------------------------------------------------------------------


def flip(data, draw):
    for _ in range(draw.choice([1, 1, 2, 4, 16])):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def replace(data, draw):
    at = draw.randrange(len(data))
    size = draw.choice([1, 1, 2, 4, 8])
    value = draw.choice([b"\0" * size, b"\xff" * size, b"\x7f" + b"\xff" * (size - 1), draw.randbytes(size)])
    data[at:at + size] = value


def cut(data, draw):
    del data[draw.randrange(len(data)):]


def remove(data, draw):
    at = draw.randrange(len(data))
    del data[at:at + draw.choice([1, 2, 8, 64, 512])]


def double(data, draw):
    at = draw.randrange(len(data))
    part = data[at:at + draw.choice([1, 4, 16, 256, 4096])]
    data[at:at] = part * draw.choice([1, 1, 2, 30])


def move(data, draw):
    at, size = draw.randrange(len(data)), draw.choice([1, 8, 64])
    part = data[at:at + size]
    del data[at:at + size]
    to = draw.randrange(len(data) + 1)
    data[to:to] = part


def insert(data, draw):
    at = draw.randrange(len(data) + 1)
    data[at:at] = draw.randbytes(draw.choice([1, 2, 8, 100]))


NUMBERS = [b"0", b"-1", b"1", b"2", b"3", b"255", b"256", b"65536", b"2147483648", b"4294967296", b"9223372036854775807",
           b"9223372036854775808", b"-9223372036854775808", b"1e300", b"1e400", b"nan", b"0.5", b"1e-300", b"-0.0"]


def changeNumber(data, draw):
    found = list(re.finditer(rb"-?\d+(\.\d+)?(e[+-]?\d+)?", bytes(data)))
    if not found:
        return flip(data, draw)
    match = draw.choice(found)
    data[match.start():match.end()] = draw.choice(NUMBERS)


def changeWord(data, draw):
    words = list(re.finditer(rb"[A-Za-z_.@%!#]\w*", bytes(data)))
    if len(words) < 2:
        return flip(data, draw)
    match, other = draw.choice(words), draw.choice(words)
    data[match.start():match.end()] = other[0]


def changeLine(data, draw):
    lines = bytes(data).split(b"\n")
    at, to = draw.randrange(len(lines)), draw.randrange(len(lines))
    action = draw.randrange(3)
    if action == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif action == 1:
        lines.insert(to, lines[at])
    else:
        del lines[at]
    data[:] = b"\n".join(lines)


def nest(data, draw):
    brackets = [match.start() for match in re.finditer(rb"[\[({<]", bytes(data))]
    if not brackets:
        return insert(data, draw)
    at = draw.choice(brackets)
    data[at:at] = data[at:at + 1] * draw.choice([1, 10, 100, 1000])


BINARY = [flip, flip, flip, replace, replace, cut, remove, double, move, insert]
# What keeps the syntax goes further than what does not.
TEXT = 5 * [changeNumber] + 3 * [changeWord] + 2 * [changeLine] + [nest, flip, cut, remove, double, insert]


def isText(data):
    return b"\0" not in data and all(byte < 128 for byte in data)


def damage(data, draw):
    data = bytearray(data)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        if data:
            draw.choice(TEXT if isText(data) and draw.random() < 0.9 else BINARY)(data, draw)
    return bytes(data)


def damageImage(data, draw):
    """The check sum is made right again, most times: else nothing behind it is ever reached."""
    packets = 8 * struct.unpack_from("<I", data, 40)[0]
    if draw.random() < 0.5:
        # The names and numbers before them are long, and any change there is seen at once.
        changed = bytearray(data[-packets:])
        draw.choice([flip, flip, replace])(changed, draw)
        data = bytearray(data[:-packets] + changed)
    else:
        data = bytearray(damage(data, draw))
    if len(data) >= 44 and draw.random() < 0.9:
        struct.pack_into("<I", data, 8, zlib.crc32(bytes(data[44:])))
    return bytes(data)


def damageZipped(data, draw):
    """An array in an .npz, or the archive itself."""
    if draw.random() < 0.3:
        return damage(data, draw)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        unlucky = draw.choice(names)
        for name in names:
            content = old.read(name)
            # Most of an array is its numbers, of which each is as good as another: the header is what matters.
            if name == unlucky:
                head = damage(content[:128], draw) if draw.random() < 0.7 else content[:128]
                content = head + (damage(content[128:], draw) if draw.random() < 0.5 else content[128:])
            new.writestr(name, content)
    return out.getvalue()


def damageArray(data, draw):
    if draw.random() < 0.7:
        return damage(data[:128], draw) + data[128:]
    return damage(data, draw)


# ---------------------------------------------------------------------------------------------------------------------
# Kinds of input
# ---------------------------------------------------------------------------------------------------------------------


class Kind:
    """`files` are damaged by `how` and put at `place` in a copy of the folder `base`; then one of `commands` runs."""

    def __init__(self, files, place, commands, how=damage, base="base"):
        self.files, self.place, self.commands, self.how, self.base = files, place, commands, how, base


LAYERS = """{"format": "snnc.layers", "version": 1, "weights": "net.npz", "input": {"shape": [2, 6, 6], "steps": 3},
 "layers": [
  {"type": "Cropping2dLayer", "cropping": [[1, 1], [1, 1]]},
  {"type": "Conv2d", "weight": "conv", "bias": "bias", "stride": 1, "padding": [1, 1], "dilation": 1, "groups": 1},
  {"type": "SpikingLayer", "name": "first", "threshold": 1.0, "threshold_low": -1.0, "membrane_reset": false},
  {"type": "SumPool2d", "kernel_size": 2, "stride": null, "ceil_mode": false},
  {"type": "SpikingMaxPooling2dLayer", "pool_size": 1, "strides": null, "padding": [0, 0, 0, 0]},
  {"type": "Flatten"},
  {"type": "Linear", "weight": "fc"},
  {"type": "SpikingLayer", "name": "last", "threshold": 0.75}]}
"""


ENCODED = b"""{"format": "snnc.layers", "version": 1, "weights": "net.npz", "input": {"shape": [1, 6, 2]}, "layers": [
  {"type": "Img2SpikeLayer", "image_shape": [1, 6, 2], "tw": 3, "max_rate": 1000, "norm": 255.0},
  {"type": "Flatten"}, {"type": "Linear", "weight": "fc"}, {"type": "SpikingLayer", "threshold": 1.0}]}
"""
TARGET = b"""{"format": "snnc.target", "version": 1, "name": "own", "cols": 2, "rows": {"value": 2, "source": "of two"},
 "lanes": 8, "stateBits": 16, "weightBits": 8, "countMax": 15, "populations": 8, "ports": 32, "destinations": 128,
 "credits": 128, "weightWords": 8192, "stateWords": 1024, "routerFifo": 2, "coreFifo": 4,
 "coreKinds": {"small": {"populations": 4, "ports": 16, "destinations": 64, "credits": 64, "weightWords": 768, "stateWords": 256}}, "kindOf": [{"core": [1, 0], "kind": "small"}], "faultyCores": [[1, 1]]}
"""


CORE = b"""snn.network @core(%in: !snn.spikes<2> {snn.max_count = 1}) -> !snn.spikes<1> {
  %0 = snn.linear %in weights(dense<[[0.5, -0.2], [0.3, 0.8]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  %back = snn.delay %1 : !snn.spikes<2> -> !snn.spikes<2>
  %r = snn.linear %back weights(dense<[[0.0, 0.1], [-0.2, 0.0]]> : tensor<2x2xf32>) : !snn.spikes<2> -> tensor<2xf32>
  %sum = snn.merge %0, %r : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %1 = snn.integrate_fire %sum layer = "first" threshold(dense<1.0> : tensor<2xf32>) decay(dense<0.9> : tensor<2xf32>)
         current_decay(dense<0.7> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  %2 = snn.linear %1 weights(dense<[[1.0, 0.5]]> : tensor<1x2xf32>) : !snn.spikes<2> -> tensor<1xf32>
  %3 = snn.integrate_fire %2 layer = "last" threshold(dense<1.5> : tensor<1xf32>) : tensor<1xf32> -> !snn.spikes<1>
  snn.output %3 : !snn.spikes<1>
}
"""
CORE_TARGET = b"""{"format": "snnc.xylo-target", "version": 1, "name": "own", "module": "xyloImu", "inputs": 4,
 "hidden": {"value": 20, "source": "of five"}, "outputs": 3, "synapses": 1, "inputWindow": 10, "outputWindow": 12, "fanOut": 6,
 "hiddenSynapses": 100, "weightShift": 3}
"""

SPECK = b"""snn.network @chip(%in: !snn.spikes<2x6x6> {snn.max_count = 2}) -> !snn.spikes<2> {
  %0 = snn.conv2d %in weights(dense<0.3> : tensor<3x2x3x3xf32>) padding = [1, 1, 1, 1] : !snn.spikes<2x6x6> -> tensor<3x6x6xf32>
  %1 = snn.integrate_fire %0 layer = "first" threshold(dense<1.0> : tensor<3xf32>) lower_bound(dense<-1.0> : tensor<3xf32>)
         : tensor<3x6x6xf32> -> !snn.spikes<3x6x6>
  %2 = snn.sum_pool2d %1 kernel = [2, 2] : !snn.spikes<3x6x6> -> !snn.spikes<3x3x3>
  %3 = snn.flatten %2 : !snn.spikes<3x3x3> -> !snn.spikes<27>
  %4 = snn.linear %3 weights(dense<0.2> : tensor<2x27xf32>) bias(dense<[0.1, 0.0]> : tensor<2xf32>) : !snn.spikes<27> -> tensor<2xf32>
  %5 = snn.integrate_fire %4 layer = "last" threshold(dense<1.5> : tensor<2xf32>) : tensor<2xf32> -> !snn.spikes<2>
  snn.output %5 : !snn.spikes<2>
}
"""
SPECK_TARGET = b"""{"format": "snnc.speck-target", "version": 1, "name": "own", "module": "speck2f",
 "kernelWords": [256, 512, 256, 256, 256, 256, 256, 256, 256],
 "neuronWords": {"value": [256, 256, 256, 256, 256, 256, 256, 256, 256], "source": "of five"}, "biasWords": 16,
 "greatestPooling": 2, "lowerBoundFactor": 1, "outputs": "readout"}
"""


def run(snnc, *arguments, **keywords):
    subprocess.run([snnc, *arguments], check=True, **keywords)


def prepare(snnc, folder):
    """A network with its weights, recordings in all formats, and what the compiler makes of them."""
    base = os.path.join(folder, "base")
    os.mkdir(base)
    draw = numpy.random.default_rng(7)

    def write(name, content):
        with open(f"{base}/{name}", "wb") as file:
            file.write(content)

    numpy.savez(f"{base}/net.npz", conv=draw.normal(size=(3, 2, 3, 3)).astype("f4"), bias=numpy.array([0, 0.125, 0], "f4"),
                fc=draw.normal(size=(4, 12)).astype("f4"))
    write("net.json", LAYERS.encode())
    frames = draw.integers(0, 3, size=(3, 2, 6, 6)).astype("u1")
    numpy.save(f"{base}/frames.npy", frames)
    numpy.savez(f"{base}/frames.npz", input=frames[None], label=numpy.array([1]))
    events = [(400 * i, i % 6, i * 7 % 6, i % 2) for i in range(12)]
    write("events.csv", b"t_us,x,y,p\n" + b"".join(b"%d,%d,%d,%d\n" % event for event in events))
    write("events.bin", b"".join(bytes([x, y, p << 7 | t >> 16 & 127, t >> 8 & 255, t & 255]) for t, x, y, p in events))
    images = struct.pack(">4I", 0x803, 2, 6, 2) + bytes(range(24))
    write("images", images)
    write("images.gz", gzip.compress(images, mtime=0))
    write("labels", struct.pack(">2I", 0x801, 2) + bytes([1, 2]))
    write("target.json", TARGET)
    write("encoded.json", ENCODED)
    quiet = {"stderr": subprocess.DEVNULL}
    run(snnc, "compile", f"{base}/net.json", "-o", f"{base}/out", "--target", "mesh2x2", "-q", **quiet)
    # What a NIR file can say of it.
    plain = "\n".join(line for line in LAYERS.split("\n") if "Cropping" not in line and "MaxPooling" not in line)
    write("plain.json", plain.replace("6, 6", "4, 4").encode())
    run(snnc, "export", f"{base}/plain.json", "-o", f"{base}/net.nir", "--write-dialect", "sinabs", "--allow-loss", **quiet)
    for phase in ("import", "quantize", "tile", "allocate"):
        with open(f"{base}/{phase}.mlir", "wb") as file:
            run(snnc, "compile", f"{base}/net.json", "-o", "nowhere", "--target", "mesh2x2", "--stop-after", phase,
                stdout=file, **quiet)
    write("core.mlir", CORE)
    write("core-target.json", CORE_TARGET)
    numpy.save(f"{base}/spikes.npy", draw.integers(0, 2, size=(2, 5, 2)).astype("u1"))
    run(snnc, "compile", f"{base}/core.mlir", "-o", f"{base}/core", "--target", "xylo-a2", "-q", **quiet)
    for phase in ("prove", "map"):
        with open(f"{base}/core-{phase}.mlir", "wb") as file:
            run(snnc, "compile", f"{base}/core.mlir", "-o", "nowhere", "--target", "xylo-a2", "--stop-after", phase,
                stdout=file, **quiet)
    write("speck.mlir", SPECK)
    write("speck-target.json", SPECK_TARGET)
    run(snnc, "compile", f"{base}/speck.mlir", "-o", f"{base}/speck", "--target", "speck2b", "-q", **quiet)
    for phase in ("prove", "match"):
        with open(f"{base}/speck-{phase}.mlir", "wb") as file:
            run(snnc, "compile", f"{base}/speck.mlir", "-o", "nowhere", "--target", "speck2b", "--stop-after", phase,
                stdout=file, **quiet)


def kindsIn(folder):
    base = f"{folder}/base"
    shared = os.environ.get("SNNC_SHARED", os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared"))
    shared = sorted(glob.glob(os.path.join(shared, "models", "nir", "*.nir")))
    compileIt = lambda name: ["compile", name, "-o", "made", "--target", "mesh2x2", "-q"]
    check = lambda name: ["check", name, "--target", "mesh2x2"]
    read = lambda name, *more: ["run", "out", "--input", name, "--steps", "3", "-q", *more]
    images = ["run", "encoded.json", "--input", "images", "--labels", "labels", "-q"]
    nir = ["--nir-dialect", "sinabs"]
    speck = [["inspect", "speck"], ["run", "speck", "--input", "frames.npy", "-q"]]
    core = [["inspect", "core"], ["run", "core", "--input", "spikes.npy", "-q"]]
    return {
        "nir": Kind([f"{base}/net.nir"] + shared, "net.nir", [check("net.nir") + nir, check("net.nir")]),
        "layers": Kind([f"{base}/net.json"], "net.json", [check("net.json"), compileIt("net.json")]),
        "weights": Kind([f"{base}/net.npz"], "net.npz", [compileIt("net.json")], damageZipped),
        "text": Kind([f"{base}/{phase}.mlir" for phase in ("import", "quantize", "tile", "allocate")], "net.mlir",
                     [compileIt("net.mlir"), check("net.mlir")]),
        "bytecode": Kind([f"{base}/out/network.mlirbc", f"{base}/out/quantized.mlirbc"], "net.mlirbc",
                         [check("net.mlirbc"), compileIt("net.mlirbc")]),
        "quantized": Kind([f"{base}/out/quantized.mlirbc"], "out/quantized.mlirbc",
                          [read("events.csv", "--engine", "integer")]),
        "target": Kind([f"{base}/target.json"], "target.json",
                       [["targets", "target.json"], ["compile", "net.json", "-o", "made", "--target", "target.json", "-q"]]),
        "image": Kind([f"{base}/out/image.bin"], "out/image.bin", [["inspect", "out"], read("events.csv")], damageImage),
        "program": Kind([f"{base}/out/program.json"], "out/program.json", [["inspect", "out"], ["explain", "out"]]),
        "csv": Kind([f"{base}/events.csv"], "events.csv", [read("events.csv")]),
        "bin": Kind([f"{base}/events.bin"], "events.bin", [read("events.bin")]),
        "npy": Kind([f"{base}/frames.npy"], "frames.npy", [read("frames.npy")], damageArray),
        "npz": Kind([f"{base}/frames.npz"], "frames.npz", [read("frames.npz")], damageZipped),
        "idx": Kind([f"{base}/images", f"{base}/images.gz"], "images", [images]),
        "labels": Kind([f"{base}/labels"], "labels", [images]),
        "core-configuration": Kind([f"{base}/core/configuration.json"], "core/configuration.json", core),
        "core-layers": Kind([f"{base}/core/layers.json"], "core/layers.json", core),
        "core-text": Kind([f"{base}/core-{phase}.mlir" for phase in ("prove", "map")], "net.mlir",
                          [["compile", "net.mlir", "-o", "made", "-q"]]),
        "core-target": Kind([f"{base}/core-target.json"], "own.json",
                            [["targets", "own.json"], ["compile", "core.mlir", "-o", "made", "--target", "own.json", "-q"]]),
        "speck-configuration": Kind([f"{base}/speck/speck.json"], "speck/speck.json", speck),
        "speck-layers": Kind([f"{base}/speck/layers.json"], "speck/layers.json", speck),
        "speck-text": Kind([f"{base}/speck-{phase}.mlir" for phase in ("prove", "match")], "net.mlir",
                           [["compile", "net.mlir", "-o", "made", "-q"]]),
        "speck-target": Kind([f"{base}/speck-target.json"], "own.json",
                             [["targets", "own.json"], ["compile", "speck.mlir", "-o", "made", "--target", "own.json", "-q"]]),
    }


# ---------------------------------------------------------------------------------------------------------------------
# Runs
# ---------------------------------------------------------------------------------------------------------------------


class Campaign:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.kinds = kindsIn(folder)
        self.end = time.monotonic() + 60 * options.minutes if options.minutes else None
        self.snnc = os.path.abspath(shutil.which(options.snnc))

    def limit(self):
        if not self.options.no_memory_limit:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def run(self, name, number):
        """What the run broke, or the exit code."""
        if self.end and time.monotonic() > self.end:
            return None
        kind = self.kinds[name]
        draw = random.Random(f"{self.options.seed} {name} {number}")
        place = os.path.join(self.folder, f"{name}{number}")
        shutil.copytree(os.path.join(self.folder, kind.base), place)
        content = kind.how(open(draw.choice(kind.files), "rb").read(), draw)
        with open(os.path.join(place, kind.place), "wb") as file:
            file.write(content)
        command = draw.choice(kind.commands)
        started = time.monotonic()
        try:
            result = subprocess.run([self.snnc, *command], cwd=place, stdin=subprocess.DEVNULL, capture_output=True,
                                    timeout=SECONDS, preexec_fn=self.limit)
            broken = self.judge(command, result, place)
            code = result.returncode
        except subprocess.TimeoutExpired:
            broken, code = f"does not end within {SECONDS} s", -1
        seconds = time.monotonic() - started
        if self.options.tell and code >= 0:
            print(name, number, code, (result.stderr + result.stdout)[:200].decode("utf-8", "replace").split("\n")[0])
        if broken and self.options.keep:
            kept = os.path.join(self.options.keep, f"{name}{number}")
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(place, kept)
        shutil.rmtree(place)
        return name, number, command, code, broken, seconds

    @staticmethod
    def judge(command, result, place):
        said = (result.stderr + (result.stdout if command[0] == "check" else b"")).decode("utf-8", "replace")
        first = " / ".join(said.strip().split("\n")[:2])[:300]
        code = result.returncode
        if code < 0:
            return f"ends by signal {-code}: {first}"
        if code not in (0, 2, 3, 4):
            return f"ends with {code}: {first}"
        if code and not re.search(r"(^|: |\W)error: ", said) and not (command[0] == "check" and result.stdout.strip()):
            return f"fails ({code}) without an error: {first}"
        if code and os.path.exists(os.path.join(place, "made")):
            return f"fails ({code}) and leaves a folder: {first}"
        return None

    def checkUndamaged(self, name):
        """What is refused without any damage would be tried in vain."""
        kind = self.kinds[name]
        for command in kind.commands:
            place = os.path.join(self.folder, f"{name}-whole")
            shutil.copytree(os.path.join(self.folder, kind.base), place)
            shutil.copy(kind.files[0], os.path.join(place, kind.place))
            result = subprocess.run([self.snnc, *command], cwd=place, capture_output=True, text=True)
            shutil.rmtree(place)
            if result.returncode and command[0] != "explain":
                sys.exit(f"error: {name} is refused undamaged: snnc {' '.join(command)}: {result.stderr}{result.stdout}")

    def all(self):
        names = self.options.kind or list(self.kinds)
        for name in names:
            self.checkUndamaged(name)
        # Kinds take turns, so that each gets its share of the time.
        cases = [(name, number) for number in range(self.options.count) for name in names]
        codes, failures, slowest = {}, 0, (0, "")
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for outcome in pool.map(lambda case: self.run(*case), cases):
                if outcome is None:
                    continue
                name, number, command, code, broken, seconds = outcome
                codes.setdefault(name, {}).setdefault(code, 0)
                codes[name][code] += 1
                slowest = max(slowest, (seconds, f"{name} {number}"))
                if broken:
                    failures += 1
                    print(f"error: {name} {number}: {broken}\n  snnc {' '.join(command)}", flush=True)
        for name, found in codes.items():
            print(f"{name:<10}", ", ".join(f"{count} x exit {code}" for code, count in sorted(found.items())))
        runs = sum(sum(found.values()) for found in codes.values())
        print(f"slowest: {slowest[1]}, {slowest[0]:.1f} s")
        print(f"seed {self.options.seed}: {runs} runs, {failures} failures")
        return failures == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("snnc")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kind", nargs="*")
    parser.add_argument("--keep")
    parser.add_argument("--tell", action="store_true", help="print what is said of each file")
    parser.add_argument("--no-memory-limit", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        prepare(options.snnc, folder)
        return 0 if Campaign(options, folder).all() else 1


sys.exit(main())
