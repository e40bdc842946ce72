"""Runs a folder's load_speck.py with classes of samna's names that refuse other attributes: load_speck.py FOLDER...

The attributes are those of samna 0.7.1.0; speck2f has no kill bits.
"""

import importlib.util
import json
import os
import sys
import types


def strict(name, names, parts=()):
    """A class whose objects have parts and take these attributes alone."""

    def __init__(self):
        for part, made in dict(parts).items():
            object.__setattr__(self, part, made())
        for attribute in names:
            object.__setattr__(self, attribute, None)

    def __setattr__(self, key, value):
        assert key in names, f"{name} has no attribute '{key}'"
        object.__setattr__(self, key, value)

    return type(name, (), {"__init__": __init__, "__setattr__": __setattr__})


def samna_module(chip):
    pair = strict("Vec2", {"x", "y"})
    shape = strict("IOShape", {"feature_count"}, {"size": pair})
    dimensions = strict("CnnLayerDimensions", {"kernel_size"},
                        {"input_shape": shape, "output_shape": shape, "padding": pair, "stride": pair})
    to = strict("CnnLayerDestination", {"enable", "layer", "pooling", "feature_shift"})
    bits = {"weights_kill_bit", "biases_kill_bit", "neurons_value_kill_bit"} if chip == "speck2b" else set()
    core = strict("CnnLayerConfig", {"weights", "biases", "neurons_initial_value", "threshold_high", "threshold_low",
                                     "return_to_zero", "leak_enable", "monitor_enable"} | bits,
                  {"dimensions": dimensions, "destinations": lambda: [to(), to()]})
    led = strict("DvsLayerDestination", {"enable", "layer"})
    sensor = strict("DvsLayerConfig", {"merge", "pass_sensor_events"},
                    {"origin": pair, "cut": pair, "pooling": pair, "destinations": lambda: [led(), led()]})
    module = types.ModuleType(f"samna.{chip}.configuration")
    module.SpeckConfiguration = strict("SpeckConfiguration", set(),
                                       {"cnn_layers": lambda: [core() for _ in range(9)], "dvs_layer": sensor})
    return module


def differing(target, values, path=""):
    """Names of what the object does not have as the file says."""
    wrong = []
    for name, value in values.items():
        have = getattr(target, name)
        if name == "destinations":
            for one, entry in zip(have, value):
                wrong += differing(one, entry, f"{path}destinations.")
        elif isinstance(value, dict):
            wrong += differing(have, value, f"{path}{name}.")
        elif have != value:
            wrong.append(path + name)
    return wrong


def shape_of(nested):
    return [len(nested), *shape_of(nested[0])] if isinstance(nested, list) else []


for folder in sys.argv[1:]:
    chip = json.load(open(os.path.join(folder, "layers.json")))["target"]["module"]
    module = samna_module(chip)
    sys.modules.update(
        {"samna": types.ModuleType("samna"), f"samna.{chip}": types.ModuleType(chip), module.__name__: module}
    )
    spec = importlib.util.spec_from_file_location("load_speck", os.path.join(folder, "load_speck.py"))
    loader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loader)
    config, values = loader.load(folder), json.load(open(os.path.join(folder, "speck.json")))
    assert loader.load(folder, sensor=True).dvs_layer.pass_sensor_events is True
    wrong = differing(config.dvs_layer, values["dvs_layer"])
    for number, entry in values["cnn_layers"].items():
        core, out = config.cnn_layers[int(number)], entry["dimensions"]["output_shape"]
        wrong += differing(core, entry, f"core {number}.")
        assert shape_of(core.neurons_initial_value) == [out["feature_count"], out["size"]["x"], out["size"]["y"]]
        for name, bits in loader.KILL_BITS.items():
            assert not hasattr(core, bits) or shape_of(getattr(core, bits)) == shape_of(getattr(core, name))
    bits = "kill bits set" if hasattr(config.cnn_layers[0], "weights_kill_bit") else "no kill bits"
    print(
        f"{folder}: {chip}, {len(values['cnn_layers'])} cores, {bits}, "
        + (", ".join(wrong) + " differ" if wrong else "all numbers as in speck.json")
    )
