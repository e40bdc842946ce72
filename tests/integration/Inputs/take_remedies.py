"""Takes every remedy that `snnc check` has tried for a network on small chips: take_remedies.py DIGITS FOLDER

DIGITS holds digits.json and digits.npz. Each chip is mesh2x2 with other numbers, on which the network does not fit; what
is said to fit must compile, and each kind of remedy must have been said for some chip.
"""
import json
import re
import subprocess
import sys

import numpy

digits, folder = sys.argv[1:]
network = json.load(open(f"{digits}/digits.json"))
weights = dict(numpy.load(f"{digits}/digits.npz"))
added = ("cores", "neurons", "weights", "kernelMax", "strideMax", "coordinateMax", "channelMax", "packetBits")


def run(*arguments):
    return subprocess.run(["snnc", *arguments], capture_output=True, text=True)


def write_target(name, changes):
    target = json.loads(run("targets", "mesh2x2", "--json").stdout)
    target = {key: value for key, value in target.items() if key not in added} | changes | {"name": name}
    json.dump(target, open(f"{folder}/{name}.json", "w"))
    return f"{folder}/{name}.json"


def layer_before(layers, spiking):
    """The weighted layer in front of a spiking one, and the weighted one behind it."""
    at = next(i for i, layer in enumerate(layers) if layer["name"] == spiking)
    before = next(layer for layer in reversed(layers[:at]) if "weight" in layer)
    behind = next(layer for layer in layers[at:] if "weight" in layer)
    return before, behind


def changed(remedy):
    """The network as a remedy says it, its weights cut."""
    layers, arrays = json.loads(json.dumps(network["layers"])), dict(weights)
    if found := re.fullmatch(r"(\d+) instead of (\d+) channels in layer '(\w+)'", remedy):
        before, behind = layer_before(layers, found[3])
        count, old = int(found[1]), int(found[2])
        arrays[before["weight"]] = arrays[before["weight"]][:count]
        kept = arrays[behind["weight"]].shape[1] // old * count
        arrays[behind["weight"]] = arrays[behind["weight"]][:, :kept]
    elif found := re.fullmatch(r"a stride of (\d+) in layer '(\w+)'", remedy):
        before, _ = layer_before(layers, found[2])
        before["stride"] = int(found[1])
        # The linear layer at the end sees fewer pixels.
        side = 34
        for layer in layers:
            if layer["type"] == "Conv2d":
                side = (side + 2 * layer["padding"] - arrays[layer["weight"]].shape[2]) // layer["stride"] + 1
            elif layer["type"] == "SumPool2d":
                side //= layer["kernel_size"]
        arrays["fc.weight"] = arrays["fc.weight"][:, :arrays["conv3.weight"].shape[0] * side * side]
    else:
        sys.exit(f"a remedy that no one can take: {remedy}")
    numpy.savez(f"{folder}/changed.npz", **arrays)
    json.dump(network | {"layers": layers, "weights": "changed.npz"}, open(f"{folder}/changed.json", "w"))
    return f"{folder}/changed.json"


kinds = set()
chips = {"few_states": {"stateWords": 80}, "few_weights": {"weightWords": 200}, "fewer_weights": {"weightWords": 120},
         "small": {"cols": 2, "rows": 1, "stateWords": 180}, "narrow": {"cols": 1, "rows": 1, "weightWords": 700}}
for name, changes in chips.items():
    target = write_target(name, changes)
    checked = run("check", f"{digits}/digits.json", "--target", target, "--json")
    assert checked.returncode == 4, (name, checked)
    result = json.loads(checked.stdout)
    assert not result["compiles"] and any(need["excess"] for need in result["needs"]), (name, result)
    assert result["remedies"], name
    for remedy in result["remedies"]:
        if remedy["option"]:
            kinds.add(remedy["option"].split()[0])
            options = ["--target", target] if "--target" not in remedy["option"] else []
            taken = run("compile", f"{digits}/digits.json", "-o", f"{folder}/taken", *options, *remedy["option"].split())
        else:
            kinds.add("channels" if "channels" in remedy["text"] else "stride")
            taken = run("compile", changed(remedy["text"]), "-o", f"{folder}/taken", "--target", target)
        assert taken.returncode == 0, (name, remedy, taken.stderr)
        print(f"{name}: {remedy['text']}: it does")
assert kinds == {"--weight-bits", "--target", "channels", "stride"}, kinds
print("each kind of remedy works")
