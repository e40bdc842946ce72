"""Holds the file that samna reads to the configuration that was laid over it: same_numbers.py SAMNA.json CONFIGURATION.json"""
import json
import sys

samna, ours = (json.load(open(path)) for path in sys.argv[1:])


def plain(name):
    return name.replace("_", "").lower()


def shape_of(nested):
    return [len(nested), *shape_of(nested[0])] if isinstance(nested, list) else []


def flat(nested):
    return [value for part in nested for value in flat(part)] if isinstance(nested, list) else [nested]


def check(have, want, path):
    if isinstance(want, dict):
        names = {plain(name): entry for name, entry in have.items()}
        for name, entry in want.items():
            check(names[plain(name)], entry, f"{path}.{name}")
    elif path.endswith(("weights", "biases")):
        assert list(have["dimensions"].values()) == shape_of(want) and have["values"] == flat(want), path
    elif path.endswith("destinations"):
        for i, entry in enumerate(want):
            check(have[f"value{i}"], entry, f"{path}[{i}]")
    else:
        assert have == want, f"{path}: {have} and not {want}"


root = samna["value0"]
for core, entry in ours["cnn_layers"].items():
    check(root["cnnLayers"][f"value{core}"], entry, f"core {core}")
check(root["dvsLayer"], ours["dvs_layer"], "dvs_layer")
