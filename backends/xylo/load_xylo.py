"""Builds the vendor's configuration of a folder that `snnc compile` wrote for a Xylo chip.

    from load_xylo import load
    config = load("out")            # samna.xyloAudio3.configuration.XyloConfiguration, or that of the folder's chip

Needs SynSense's samna. `python load_xylo.py FOLDER` loads a folder and says whether samna finds it valid.
"""
import importlib
import json
import os
import sys

NEURONS = {"reservoir": "ReservoirNeuron", "hidden": "HiddenNeuron", "readout": "OutputNeuron"}


def fill(target, values, module, part=""):
    """Sets the attributes of a samna object that `values` names, and of the objects in it."""
    for name, value in values.items():
        if name == "neurons":
            neurons = []
            for entry in value:
                neuron = getattr(module, NEURONS[part])()
                for parameter, number in entry.items():
                    if number is not None:
                        setattr(neuron, parameter, number)
                neurons.append(neuron)
            setattr(target, name, neurons)
        elif isinstance(value, dict):
            fill(getattr(target, name), value, module, name)
        else:
            setattr(target, name, value)


def load(folder):
    """The XyloConfiguration of a compiled folder."""
    with open(os.path.join(folder, "layers.json")) as file:
        name = json.load(file)["target"]["module"]
    with open(os.path.join(folder, "configuration.json")) as file:
        values = json.load(file)
    module = importlib.import_module(f"samna.{name}.configuration")
    config = module.XyloConfiguration()
    fill(config, values, module)
    return config


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        config = load(sys.argv[1])
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not there: SynSense's samna, from the server of its vendor, has it")
    chip = importlib.import_module(type(config).__module__.rsplit(".configuration", 1)[0])
    valid, message = chip.validate_configuration(config)
    print("valid" if valid else f"not valid: {message}")
    sys.exit(not valid)


if __name__ == "__main__":
    main()
