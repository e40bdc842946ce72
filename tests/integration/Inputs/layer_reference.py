"""Holds the reference of layer lists against the importer: layer_reference.py docs/layer-list.md

Of each type there is an example, which must be read as a layer. A parameter of its table that is required is missed when it is
left out; one with a default makes the same network left out as given; and those that the importer names when it meets one that it
does not know are those of the table.
"""
import concurrent.futures
import json
import re
import subprocess
import sys

import numpy

SHAPES = {"InputLayer": [2, 8, 8], "Img2SpikeLayer": [2, 8, 8], "Sig2SpikeLayer": [2], "Linear": [32]}
ARRAYS = {"conv.weight": [4, 2, 3, 3], "conv.bias": [4], "fc.weight": [3, 32], "fc.bias": [3], "bn.running_mean": [2],
          "bn.running_var": [2], "bn.weight": [2], "bn.bias": [2]}
# Behind spikes no layer of these can stand.
BEHIND_CONVOLUTION = {"SpikingLayer", "ReLU", "NeuromorphicReLU", "QuantizeLayer", "BatchNorm2d", "AvgPool2d"}


def read(layer):
    """The module of a network of this layer, or what is wrong with it."""
    shape = SHAPES.get(layer.get("type"), [2, 8, 8])
    layers = [dict(layer)]
    if layer["type"] in BEHIND_CONVOLUTION:
        layers = [{"type": "Conv2d", "weight": "same.weight", "padding": 1}, *layers]
    if layer["type"] in ("Delay", "Merge", "Concatenate"):
        layers.append({"type": "Flatten"})
    path = f"{layer['type']}.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"format": "snnc.layers", "version": 1, "weights": "net.npz", "input": {"shape": shape},
                   "layers": layers}, file)
    done = subprocess.run(["snnc", "compile", path, "--stop-after", "import", "-o", "no", "-q",
                           "--spiking-output", "off"], capture_output=True, text=True)
    return done.returncode, done.stdout if done.returncode == 0 else done.stderr


def sections(text):
    """Type, example, and the table of parameters: name and default."""
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        example = json.loads(re.search(r"^```json\n(.*?)^```", part, re.M | re.S)[1])
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", part, re.M)
        yield part.split("\n")[0], example, rows


def check(name, example, rows):
    wrong = []
    if example["type"] != name:
        wrong.append(f"the example is a {example['type']}")
    code, text = read(example)
    if code:
        wrong.append(f"its example is refused: {text}")
    for parameter, default in rows:
        without = {key: value for key, value in example.items() if key != parameter}
        code, text = read(without)
        if default == "required":
            if code != 3 or f"'{parameter}'" not in text:
                wrong.append(f"'{parameter}' is no error when it is left out: {code}, {text}")
            continue
        given = read({**without, parameter: json.loads(default)})
        if code or (code, text) != given:
            wrong.append(f"'{parameter}' of {default} is not the same as none: {given[1][:300]}")
    code, text = read({**example, "unknown_parameter": 1})
    known = re.search(r"known are (.*?)(?:;|\n|$)", text)
    known = set(re.findall(r"\w+", known[1])) - {"type", "name", "inputs", "and", "or"} if known else text
    if code != 3 or known != {parameter for parameter, _ in rows}:
        wrong.append(f"the importer knows {known}, the table lists {sorted(parameter for parameter, _ in rows)}")
    return [f"{name}: {what}" for what in wrong]


def main(path):
    with open(path, encoding="utf-8") as file:
        found = list(sections(file.read()))
    arrays = {name: numpy.linspace(-0.5, 1, int(numpy.prod(shape)), dtype=numpy.float32).reshape(shape)
              for name, shape in ARRAYS.items()}
    arrays["bn.running_var"] = abs(arrays["bn.running_var"])
    arrays["same.weight"] = numpy.ones([2, 2, 3, 3], numpy.float32)
    numpy.savez("net.npz", **arrays)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        wrong = sum(pool.map(lambda section: check(*section), found), [])
    code, text = read({"type": "UnknownLayer"})
    known = set(re.findall(r"\w+", re.search(r"known are (.*?)(?:;|\n|$)", text)[1])) - {"and"}
    if known != {name for name, _, _ in found}:
        wrong.append(f"the importer knows {sorted(known)}, the page has {sorted(name for name, _, _ in found)}")
    count = sum(len(rows) for _, _, rows in found)
    print("\n".join(wrong) or f"{len(found)} types, {count} parameters as the importer takes them")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(sys.argv[1])
