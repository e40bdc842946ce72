"""Runs a folder's load_xylo.py with classes of samna's names that refuse other attributes: load_xylo.py FOLDER...

samna itself is on no public registry. The attributes are those that rockpool 3.1.0 sets.
"""

import importlib.util
import json
import os
import sys
import types

NEURON = {"i_syn_decay", "v_mem_decay", "threshold", "v_mem_bias"}
MATRIX = {"weights", "weight_bit_shift"}


def strict(name, names, parts=()):
    """A class whose objects have parts and take these attributes alone."""

    def __init__(self):
        for part, made in dict(parts).items():
            object.__setattr__(self, part, made())

    def __setattr__(self, key, value):
        assert key in names, f"{name} has no attribute '{key}'"
        object.__setattr__(self, key, value)

    return type(name, (), {"__init__": __init__, "__setattr__": __setattr__})


def samna_module(chip):
    hidden = "reservoir" if chip == "xyloCore2" else "hidden"
    two = {"i_syn2_decay"} if chip != "xyloImu" else set()
    parts = {
        "input": strict("Input", MATRIX | {"syn2_weights"}),
        hidden: strict("Hidden", MATRIX | {"syn2_weights", "aliasing", "neurons"}),
        "readout": strict("Readout", MATRIX | {"neurons"}),
        "debug": strict(
            "Debug",
            {
                "isyn_clock_enable",
                "isyn2_clock_enable",
                "ra_clock_enable",
                "bias_clock_enable",
                "hm_clock_enable",
                "ram_power_enable",
                "always_update_omp_stat",
            },
        ),
    }
    module = types.ModuleType(f"samna.{chip}.configuration")
    neuron = "ReservoirNeuron" if chip == "xyloCore2" else "HiddenNeuron"
    setattr(module, neuron, strict(neuron, NEURON | two | {"alias_target"}))
    module.OutputNeuron = strict("OutputNeuron", NEURON)
    module.XyloConfiguration = strict(
        "XyloConfiguration", {"bias_enable", "synapse2_enable", "imu_if_input_enable"}, parts.items()
    )
    return module, hidden


def differing(target, values, path=""):
    """Names of what the object does not have as the file says."""
    wrong = []
    for name, value in values.items():
        have = getattr(target, name, None)
        if isinstance(value, dict):
            wrong += differing(have, value, f"{path}{name}.")
        elif name == "neurons":
            assert len(have) == len(value)
            for one, entry in zip(have, value):
                wrong += differing(
                    one, {key: number for key, number in entry.items() if number is not None}, f"{path}neurons."
                )
        elif have != value:
            wrong.append(path + name)
    return wrong


for folder in sys.argv[1:]:
    chip = json.load(open(os.path.join(folder, "layers.json")))["target"]["module"]
    module, hidden = samna_module(chip)
    sys.modules.update(
        {"samna": types.ModuleType("samna"), f"samna.{chip}": types.ModuleType(chip), module.__name__: module}
    )
    spec = importlib.util.spec_from_file_location("load_xylo", os.path.join(folder, "load_xylo.py"))
    loader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loader)
    config = loader.load(folder)
    wrong = differing(config, json.load(open(os.path.join(folder, "configuration.json"))))
    neurons, outputs = getattr(config, hidden).neurons, config.readout.neurons
    print(
        f"{folder}: {chip}, {len(neurons)} {type(neurons[0]).__name__}, {len(outputs)} {type(outputs[0]).__name__}, "
        + (", ".join(wrong) + " differ" if wrong else "all numbers as in configuration.json")
    )
