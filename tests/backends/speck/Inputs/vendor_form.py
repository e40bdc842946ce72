"""Writes a speck.json in the form that samna's to_json has for speck2b: vendor_form.py CONFIGURATION OUT

The shape of that form is a fact of its interface: a root `value0`, names in camel case, arrays of a fixed size as objects,
tensors as dimensions, strides and values, every field there. Fields that snnc neither sets nor reads are left out.
"""
import json
import sys

values = json.load(open(sys.argv[1]))


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def fixed(entries):
    return {f"value{i}": entry for i, entry in enumerate(entries)}


def tensor(nested):
    shape, flat = [], nested
    while isinstance(flat, list):
        shape.append(len(flat))
        flat = flat[0]
    flat = nested
    for _ in shape[1:]:
        flat = [value for part in flat for value in part]
    strides = [1]
    for extent in shape[:0:-1]:
        strides.insert(0, strides[0] * extent)
    return {"dimensions": fixed(shape), "offsets": fixed(strides), "values": flat}


def like(nested, number):
    return [like(value, number) for value in nested] if isinstance(nested, list) else number


PLAIN = {
    "dimensions": {
        "input_shape": {"feature_count": 1, "size": {"x": 1, "y": 1}},
        "output_shape": {"feature_count": 1, "size": {"x": 1, "y": 1}},
        "padding": {"x": 0, "y": 0},
        "stride": {"x": 1, "y": 1},
        "kernel_size": 1,
    },
    "threshold_high": 0,
    "threshold_low": 0,
    "return_to_zero": False,
    "leak_enable": False,
    "monitor_enable": False,
    "destinations": [{"enable": False, "layer": 0, "pooling": 1, "feature_shift": 0}] * 2,
    "biases": [0],
    "weights": [[[[0]]]],
}
SENSOR = {
    "mirror": {"x": False, "y": False},
    "mirror_diagonal": False,
    "on_channel": True,
    "off_channel": True,
    "monitor_enable": False,
    "monitor_sensor_enable": False,
}


def named(value):
    if isinstance(value, dict):
        return {camel(name): named(entry) for name, entry in value.items()}
    return value


def core(entry):
    shape = entry["dimensions"]["output_shape"]
    zeros = [[[0] * shape["size"]["y"]] * shape["size"]["x"]] * shape["feature_count"]
    made = named({name: value for name, value in entry.items() if name not in ("biases", "weights", "destinations")})
    made["destinations"] = fixed([named(destination) for destination in entry["destinations"]])
    for name, nested in (("weights", entry["weights"]), ("biases", entry["biases"]), ("neurons_initial_value", zeros)):
        made[camel(name)] = tensor(nested)
        made[camel(name.replace("initial_value", "value") + "_kill_bit")] = tensor(like(nested, False))
    return made


sensor = named({**SENSOR, **values["dvs_layer"]})
sensor["destinations"] = fixed([named(destination) for destination in values["dvs_layer"]["destinations"]])
root = {
    "cnnLayers": fixed([core(values["cnn_layers"].get(str(i), PLAIN)) for i in range(9)]),
    "dvsLayer": sensor,
    "dvsFilter": {"filterSize": {"x": 1, "y": 1}},
    "readout": {"threshold": 0, "inputAddressInterpretation": 0},
}
json.dump({"value0": root}, open(sys.argv[2], "w"))
