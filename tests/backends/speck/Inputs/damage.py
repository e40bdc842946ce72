"""Changes single places of a compiled folder's files and holds snnc to a clear refusal: damage.py FOLDER WORK SNNC

Each change is one that the schema alone, or samna alone, would miss, or one of samna's own refusals.
"""

import json
import os
import shutil
import subprocess
import sys

folder, work, snnc = sys.argv[1:4]
map_of = json.load(open(os.path.join(folder, "layers.json")))
first = str(map_of["layers"][0]["tiles"][0]["core"])
last = str(map_of["layers"][-1]["tiles"][0]["core"])


def core(c, number=first):
    return c["cnn_layers"][number]


def spare(c):
    return next(str(i) for i in range(9) if str(i) not in c["cnn_layers"])


CONFIGURATION = {
    "a weight beyond 8 bits": (lambda c: core(c)["weights"][0][0][0].__setitem__(0, 128), "weights is 128; it is from -128 to 127"),
    "a fraction": (lambda c: core(c)["weights"][0][0][0].__setitem__(0, 0.5), "weights is 0.5, not a whole number"),
    "a weight that is text": (lambda c: core(c)["weights"][0][0][0].__setitem__(0, "7"), 'weights is "7"'),
    "a row too short": (lambda c: core(c)["weights"][0][0][0].pop(), "has lists of 2 and of 3 entries"),
    "a feature too few": (lambda c: core(c)["weights"].pop(), "samna would refuse it: Weights array must have dimensions [4][2][3][3]"),
    "no list": (lambda c: core(c).__setitem__("weights", 7), "weights is no list of lists"),
    "numbers for a bool": (lambda c: core(c).__setitem__("monitor_enable", 1), "monitor_enable is 1; true and false alone are taken"),
    "a kernel of 261": (lambda c: core(c)["dimensions"].__setitem__("kernel_size", 261), "kernel_size is 261; it is from 0 to 255"),
    "a huge number": (lambda c: core(c).__setitem__("threshold_high", 10**30), "threshold_high"),
    "a huge map": (
        lambda c: core(c)["dimensions"]["output_shape"].update(feature_count=65535, size={"x": 255, "y": 255}),
        "larger than those of any chip",
    ),
    "an empty map": (lambda c: core(c)["dimensions"]["output_shape"].__setitem__("feature_count", 0), "samna would refuse it"),
    "a threshold below 0": (lambda c: core(c).__setitem__("threshold_high", -1), "Threshold high must be in [0,32767]. Actual: -1"),
    "a lower threshold of 0": (lambda c: core(c).__setitem__("threshold_low", 0), "has a threshold_low of 0"),
    "a threshold of 0": (lambda c: core(c).__setitem__("threshold_high", 0), "has a threshold_high of 0"),
    "a bias that does not count": (lambda c: core(c, last).__setitem__("leak_enable", False), "has biases, and leak_enable is not set"),
    "a pool of 0": (lambda c: core(c)["destinations"][0].__setitem__("pooling", 0), "has a pooling of 0; 1 is none"),
    "a pool of 3": (lambda c: core(c)["destinations"][0].__setitem__("pooling", 3), "Pooling must be in {1, 2, 4, 8}. Actual: 3"),
    "a destination beyond the chip": (lambda c: core(c)["destinations"][0].__setitem__("layer", 9), "leads to core 9, there are 0 to 8"),
    "the readout core": (lambda c: core(c)["destinations"][0].__setitem__("layer", 12), "leads to core 12"),
    "a core that is not there": (lambda c: c["cnn_layers"].__setitem__("9", core(c)), "cnn_layers has a core '9'"),
    "a loop": (
        lambda c: core(c, last)["destinations"][0].update(enable=True, layer=int(first)),
        "reaches itself, and a loop of cores can block the chip",
    ),
    "a core that nobody configured": (
        lambda c: core(c, last)["destinations"][0].update(enable=True, layer=int(spare(c))),
        "gets events and is not configured",
    ),
    "a core that nobody asked for": (lambda c: c["cnn_layers"].__setitem__(spare(c), core(c, last)), "is configured and belongs to no layer"),
    "a shift too far": (lambda c: core(c)["destinations"][0].__setitem__("feature_shift", 1), "Input range does not start from 0"),
    "a sensor that ends before it begins": (lambda c: c["dvs_layer"]["cut"].__setitem__("x", 0) or c["dvs_layer"]["origin"].__setitem__("x", 1), "the sensor is cut to end at 0, 7 and begins at 1, 0"),
    "no cores": (lambda c: c.pop("cnn_layers"), "has no 'cnn_layers'"),
    "no core": (lambda c: c.__setitem__("cnn_layers", {}), "not configured"),
    "cores as a list": (lambda c: c.__setitem__("cnn_layers", []), "no object of cores"),
}
LAYERS = {
    "two layers of a core": (lambda l: l["layers"][1]["tiles"][0].__setitem__("core", int(first)), "belongs to 'left' and to another layer"),
    "two layers of a name": (lambda l: l["layers"][1].__setitem__("name", "first"), "there are two layers 'first'"),
    "a shape of 10^12": (lambda l: l["layers"][0].__setitem__("shape", [10000, 10000, 10000]), "'first' has"),
    "a gap": (lambda l: l["layers"][0]["tiles"][0].__setitem__("first", 1), "'first' has channels from 1 on where 0 is next"),
    "channels too few": (lambda l: l["layers"][0]["tiles"][0].__setitem__("channels", 3), "'first' has 4 channels, and 3 on cores"),
    "a step too many": (lambda l: l["layers"][0]["tiles"][0].__setitem__("step", 4), "has 4 channels of 8 by 8 on core"),
    "a core beyond the chip": (lambda l: l["layers"][0]["tiles"][0].__setitem__("core", 9), "core"),
    "a scale of 0": (lambda l: l["layers"][0].__setitem__("scale", 0), "'first' has a scale of 0"),
    "an output of no layer": (lambda l: l["outputs"][0].__setitem__("layer", 7), "output 'output' is of layer 7"),
    "an output of another size": (lambda l: l["outputs"][0].__setitem__("shape", [4, 1, 1]), "which has another size"),
    "an input for nobody": (lambda l: l["inputs"][0]["routes"][0].__setitem__("core", int(last)), "input 'input' goes to core"),
    "an input too small": (lambda l: l["inputs"][0].__setitem__("shape", [2, 7, 8]), "input 'input' is smaller than what core"),
    "a bound of 0": (lambda l: l["inputs"][0].__setitem__("bound", 0), "bound"),
    "a smaller chip": (lambda l: l["target"].__setitem__("neuronWords", [255] * 9), "Neuron memory requirements 256 exceeds 255"),
    "a readout of Speck2b": (lambda l: l["target"].__setitem__("outputs", "readout"), "cannot reach the readout core"),
}


def refused(name, file, change, said):
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder, work)
    path = os.path.join(work, file)
    document = json.load(open(path))
    change(document)
    json.dump(document, open(path, "w"))
    run = subprocess.run([snnc, "inspect", work], capture_output=True, text=True)
    if run.returncode != 3 or said not in run.stderr or work not in run.stderr:
        print(f"{name}: exit code {run.returncode}, {run.stderr.strip()!r}; wanted {said!r}")
        return False
    return True


wrong = [
    name
    for file, changes in (("speck.json", CONFIGURATION), ("layers.json", LAYERS))
    for name, (change, said) in changes.items()
    if not refused(name, file, change, said)
]
sys.exit(len(wrong))
