"""Compiles, runs and verifies all NIR files of a folder as their .json files expect: nir_corpus.py FOLDER WORK"""
import glob
import json
import os
import subprocess
import sys

import numpy

folder, work = sys.argv[1], sys.argv[2]
exporters = ("sinabs", "norse", "snntorch", "spikingjelly", "rockpool")
# Sound networks with what the cores of no target have: refused by name.
unlike_cores = {"n108_conv_same_even": "begin elsewhere than at the reset potential", "n108_fork_f64": "'cut': "}
# Its recorded output does not begin at rest.
other_start = {"sinabs_conv"}


def snnc(*arguments):
    done = subprocess.run(["snnc", *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def options_of(text):
    dialect = next((name for name in exporters if text["exporter"].startswith(name)), "text")
    options = ["--nir-dialect", dialect]
    if dialect == "sinabs":
        floor = (text.get("convention") or {}).get("floor", "none")
        options += ["--lower-bound", str(floor)]
    return options


def check_output(path, options):
    data = numpy.load(path + ".npz")
    code, _, errors = snnc("run", path + ".nir", *options, "--engine", "float", "--input", path + ".npz", "--record",
                           work + "/out.npz")
    assert code == 0, errors
    have, want = numpy.load(work + "/out.npz")["output"], data["output"]
    have = have.reshape(want.shape)
    real = (want != numpy.round(want)).any()
    assert numpy.allclose(have, want, rtol=0, atol=1e-4 if real else 0), (have - want)


def check(name, path, text):
    options, expect = options_of(text), text["expect"]
    code, _, errors = snnc("compile", path + ".nir", *options, "-o", work + "/" + name, "-q")
    has_data = os.path.exists(path + ".npz")
    if expect == "refuse":
        assert code == 3 and errors.count("error:") == 1 and len(errors.splitlines()) == 1, (code, errors)
    elif expect == "float-only" and code == 0:
        pass  # made when no core leaked
    elif expect == "float-only" or name in unlike_cores:
        assert code == 4 and unlike_cores.get(name, "would fit") in errors, (code, errors)
    else:
        assert code == 0, errors
    assert os.path.exists(work + "/" + name) == (code == 0)
    if expect != "refuse" and has_data and name not in other_start:
        check_output(path, options)
    if code == 0 and has_data:
        code, out, errors = snnc("verify", work + "/" + name, "--input", path + ".npz", "--json")
        assert code == 0 and json.loads(out)["equal"], (code, out, errors)
        return "verified"
    return {"refuse": "refused", "float-only": "float only"}.get(expect, "imported")


counts, wrong = {}, 0
for path in sorted(glob.glob(folder + "/*.nir")):
    path = path[:-4]
    name = os.path.basename(path)
    try:
        done = check(name, path, json.load(open(path + ".json")))
        counts[done] = counts.get(done, 0) + 1
    except AssertionError as error:
        wrong += 1
        print(name, "is wrong:", error)
print(", ".join(f"{kind} {counts.get(kind, 0)}" for kind in ("verified", "float only", "refused")) + f", wrong {wrong}")
