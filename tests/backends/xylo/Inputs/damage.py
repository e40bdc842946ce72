"""Changes single places of a compiled folder's files and holds snnc to a clear refusal: damage.py FOLDER WORK SNNC

Each change is one that the schema alone, or a look at the numbers alone, could miss.
"""

import json
import os
import shutil
import subprocess
import sys

folder, work, snnc = sys.argv[1:4]


def hidden(c):
    return c["hidden"]


CONFIGURATION = {
    "a weight beyond 8 bits": (
        lambda c: c["input"]["weights"][0].__setitem__(0, 128),
        "input.weights has 128 in row 0",
    ),
    "a weight that is no number": (
        lambda c: hidden(c)["weights"][1].__setitem__(2, "7"),
        'hidden.weights has "7" in row 1',
    ),
    "a fraction": (lambda c: c["readout"]["weights"][0].__setitem__(0, 0.5), "readout.weights has 0.5 in row 0"),
    "a row too short": (
        lambda c: hidden(c)["weights"][2].pop(),
        "hidden.weights has 3 numbers in row 2, and 4 in row 0",
    ),
    "a row too few": (lambda c: hidden(c)["weights"].pop(), "the matrix of hidden weights is 3 by 4, not 4 by 4"),
    "a neuron too many": (lambda c: hidden(c)["neurons"].append(hidden(c)["neurons"][0]), "not 5 by 5"),
    "no neuron": (lambda c: hidden(c).__setitem__("neurons", []), "hidden"),
    "an output neuron too few": (
        lambda c: c["readout"]["neurons"].pop(),
        "the matrix of readout weights is 4 by 2, not 4 by 1",
    ),
    "a dash of 16": (lambda c: hidden(c)["neurons"][0].__setitem__("i_syn_decay", 16), "i_syn_decay"),
    "a threshold below 0": (lambda c: hidden(c)["neurons"][0].__setitem__("threshold", -1), "threshold"),
    "a huge threshold": (lambda c: hidden(c)["neurons"][0].__setitem__("threshold", 10**30), "threshold"),
    "an alias to nowhere": (
        lambda c: hidden(c)["neurons"][0].__setitem__("alias_target", 4),
        "alias_target of hidden neuron 0 is 4, it is from 0 to 3",
    ),
    "a second current without weights": (
        lambda c: c.__setitem__("synapse2_enable", True),
        "input.syn2_weights is 0 by 0",
    ),
    "a name of another chip": (lambda c: c.__setitem__("reservoir", c.pop("hidden")), "there is no 'hidden'"),
    "an unknown name": (lambda c: c["input"].__setitem__("weight", 1), "weight"),
    "a shift beyond 15": (lambda c: c["input"].__setitem__("weight_bit_shift", 16), "weight_bit_shift"),
}
LAYERS = {
    "a layer beyond the neurons": (
        lambda l: l["layers"][0].__setitem__("first", 1),
        "'hidden' has 4 hidden neurons from 1 on, there are 4",
    ),
    "two layers of a neuron": (
        lambda l: l["layers"].append(dict(l["layers"][0], name="twin")),
        "of the hidden neurons, 0 belongs to 'hidden' and to 'twin'",
    ),
    "two layers of a name": (lambda l: l["layers"][1].__setitem__("name", "hidden"), "there are two layers 'hidden'"),
    "a shape of 10^9": (
        lambda l: l["layers"][0].__setitem__("shape", [1000, 1000, 1000]),
        "'hidden' has 1000000000 hidden neurons",
    ),
    "an output neuron that is not there": (
        lambda l: l["outputs"][0].__setitem__("neurons", [0, 2]),
        "output 'output' has output neuron 2, there are 2",
    ),
    "an output of another size": (
        lambda l: l["outputs"][0].__setitem__("neurons", [0]),
        "output 'output' has 1 neurons, of 2",
    ),
    "a scale of 0": (lambda l: l["layers"][0]["scale"].__setitem__(0, 0), "'hidden' has a scale of 0"),
    "a scale too short": (lambda l: l["layers"][0]["scale"].pop(), "'hidden' has a scale of 3 numbers for 4 channels"),
    "a delay below 0": (lambda l: l["layers"][0].__setitem__("delay", -1), "delay"),
    "an input beyond the channels": (
        lambda l: l["inputs"][0].__setitem__("first", 1),
        "'input' has 2 input channels from 1 on",
    ),
    "a bound beyond 15": (lambda l: l["inputs"][0].__setitem__("bound", 16), "bound"),
    "a smaller chip": (
        lambda l: l["target"].update(hidden=3, inputWindow=3, outputWindow=3, fanOut=3),
        "the number of hidden neurons is 4, it is from 1 to 3",
    ),
    "a window beyond the neurons": (
        lambda l: l["target"].__setitem__("hidden", 100),
        "inputWindow is 128, of 100 hidden neurons",
    ),
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
    for file, changes in (("configuration.json", CONFIGURATION), ("layers.json", LAYERS))
    for name, (change, said) in changes.items()
    if not refused(name, file, change, said)
]
sys.exit(len(wrong))
