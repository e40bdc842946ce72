#!/usr/bin/env bash
# samna 0.7.1.0 (the last release on PyPI that is a library): SpeckConfiguration.from_json takes numbers that its fields do
# not hold, wraps them, and validate_configuration finds the result valid. One would guess an error: the Python attributes of
# the same fields refuse the same numbers with their bounds. A weight of 300 becomes 44, a kernel of 259 becomes 3; the
# strides of a tensor (`offsets`) are taken as they stand, and Python shows the tensor as if they were right.
# Seen: (True, '') for each, weight 44, kernel size 3, to_json gives the wrong strides back; the attribute raises TypeError.
# Needs Python 3.8, 3.9 or 3.10, for which alone there are wheels.
set -euo pipefail
python=
for version in 3.10 3.9 3.8; do
  for candidate in "python$version" "$HOME"/.pyenv/versions/"$version".*/bin/python; do
    "$candidate" -c 'import venv' 2>/dev/null && python=$candidate && break 2
  done
done
if [ -z "$python" ]; then
  echo "skipped: samna 0.7.1.0 has wheels for Python 3.8 to 3.10, and none of these is here" >&2
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q samna==0.7.1.0
"$folder/venv/bin/python" - <<'PY'
import json

from samna import speck2b


def tensor(shape, value):
    strides, size = [], 1
    for extent in reversed(shape):
        strides.insert(0, size)
        size *= extent
    return {"dimensions": shape, "offsets": strides, "values": [value] * size}


def configuration(change):
    """The library's own default, with a layer of one kernel of 3 by 3 in it, changed in one place."""
    root = json.loads(speck2b.configuration.SpeckConfiguration().to_json())
    layer = root["value0"]["cnnLayers"]["value0"]
    layer["dimensions"]["kernelSize"] = 3
    layer["dimensions"]["inputShape"]["size"] = {"x": 3, "y": 3}
    layer["weights"], layer["weightsKillBit"] = tensor([1, 1, 3, 3], 1), tensor([1, 1, 3, 3], False)
    change(layer)
    made = speck2b.configuration.SpeckConfiguration()
    made.from_json(json.dumps(root))
    return made, speck2b.validate_configuration(made)


sound, verdict = configuration(lambda layer: None)
print("as it should be:", verdict)
assert verdict == (True, "")
made, verdict = configuration(lambda layer: layer["weights"]["values"].__setitem__(0, 300))
print("weight 300:", made.cnn_layers[0].weights[0][0][0][0], verdict)
assert made.cnn_layers[0].weights[0][0][0][0] == 44 and verdict == (True, "")
made, verdict = configuration(lambda layer: layer["dimensions"].__setitem__("kernelSize", 259))
print("kernel 259:", made.cnn_layers[0].dimensions.kernel_size, verdict)
assert made.cnn_layers[0].dimensions.kernel_size == 3 and verdict == (True, "")
made, verdict = configuration(lambda layer: layer["weights"].__setitem__("offsets", [0, 0, 0, 0]))
again = json.loads(made.to_json())["value0"]["cnnLayers"]["value0"]["weights"]["offsets"]
print("strides 0:", list(again.values()), made.cnn_layers[0].weights == sound.cnn_layers[0].weights, verdict)
assert set(again.values()) == {0} and made.cnn_layers[0].weights == sound.cnn_layers[0].weights and verdict == (True, "")
for name, set_it in (
    ("weight 300", lambda: setattr(sound.cnn_layers[0], "weights", [[[[300] * 3] * 3]])),
    ("kernel 259", lambda: setattr(sound.cnn_layers[0].dimensions, "kernel_size", 259)),
):
    try:
        set_it()
        raise SystemExit(f"{name}: the attribute takes it")
    except TypeError:
        print(f"{name}: the attribute raises TypeError")
PY
