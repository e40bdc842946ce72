"""Builds the vendor's configuration of a folder that `snnc compile` wrote for a Speck chip.

    from load_speck import load
    config = load("out")               # samna.speck2b.configuration.SpeckConfiguration, or that of the folder's chip
    config = load("out", sensor=True)  # the network sees what the chip's sensor sees, not what the host sends

Needs SynSense's samna. `python load_speck.py FOLDER` loads a folder and says whether samna finds it valid; with
`--json FILE` it writes what samna's from_json reads.
"""
import importlib
import json
import os
import sys

KILL_BITS = {"weights": "weights_kill_bit", "biases": "biases_kill_bit", "neurons_initial_value": "neurons_value_kill_bit"}


def fill(target, values):
    """Sets the attributes of a samna object that `values` names, and of the objects in it."""
    for name, value in values.items():
        if name == "destinations":
            for destination, entry in zip(target.destinations, value):
                fill(destination, entry)
        elif isinstance(value, dict):
            fill(getattr(target, name), value)
        else:
            setattr(target, name, value)


def like(values, number):
    """Lists of the same shape, of one number."""
    return [like(value, number) for value in values] if isinstance(values, list) else number


def fill_core(core, values):
    """A core, with the lists that the file leaves out because they are 0 throughout."""
    if "neurons_initial_value" not in values:
        shape = values["dimensions"]["output_shape"]
        plane = [[0] * shape["size"]["y"] for _ in range(shape["size"]["x"])]
        values = {**values, "neurons_initial_value": [plane] * shape["feature_count"]}
    fill(core, values)
    for name, bits in KILL_BITS.items():
        # Chips after Speck2b have none.
        if hasattr(core, bits):
            setattr(core, bits, like(values[name], False))


def load(folder, sensor=False):
    """The SpeckConfiguration of a compiled folder."""
    with open(os.path.join(folder, "layers.json")) as file:
        name = json.load(file)["target"]["module"]
    with open(os.path.join(folder, "speck.json")) as file:
        values = json.load(file)
    config = importlib.import_module(f"samna.{name}.configuration").SpeckConfiguration()
    for core, entry in values["cnn_layers"].items():
        fill_core(config.cnn_layers[int(core)], entry)
    fill(config.dvs_layer, values["dvs_layer"])
    if sensor:
        if not values["dvs_layer"]:
            raise ValueError(f"{folder}: the sensor cannot take the place of this network's inputs")
        config.dvs_layer.pass_sensor_events = True
    return config


def main():
    arguments = sys.argv[1:]
    if len(arguments) not in (1, 3) or (len(arguments) == 3 and arguments[1] != "--json"):
        sys.exit(__doc__)
    try:
        config = load(arguments[0])
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not there: SynSense's samna has it (0.7.1.0 on PyPI has speck2b, for Python 3.8 to 3.10)")
    chip = importlib.import_module(type(config).__module__.rsplit(".configuration", 1)[0])
    valid, message = chip.validate_configuration(config)
    print("valid" if valid else f"not valid: {message}")
    if valid and len(arguments) == 3:
        with open(arguments[2], "w") as file:
            file.write(config.to_json())
    sys.exit(not valid)


if __name__ == "__main__":
    main()
