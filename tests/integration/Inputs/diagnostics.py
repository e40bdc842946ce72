"""Parts of diagnostics.test: diagnostics.py codes PAGE | networks | sarif FILE"""
import json
import re
import subprocess
import sys


def codes(path):
    """The page has what `snnc explain CODE` prints of every code."""
    with open(path, encoding="utf-8") as file:
        page = dict(re.findall(r"^## (\w\d+)\n(.*?)(?=^## |\Z)", file.read(), re.M | re.S))
    listed = json.loads(subprocess.check_output(["snnc", "explain", "--json"]))
    assert [code["code"] for code in listed] == list(page), (list(page), listed)
    for code in listed:
        text, printed = page[code["code"]], subprocess.check_output(["snnc", "explain", code["code"]], text=True)
        head, *rest = printed.splitlines()
        assert head == f"{code['code']}: {code['title']}" and f"*{code['level']}*: {code['title']}." in text, head
        assert code["cause"] in text and code["cause"] in printed, code
        for remedy in code["remedies"]:
            assert f"\n- {remedy}\n" in text and f"\n  - {remedy}\n" in printed, remedy
        assert f"Example: `{code['example']}`" in text and rest[-1] == f"Example: {code['example']}", code
    print(f"{len(listed)} codes, each as explain has it")


def networks():
    """A network with three mistakes, one that no core takes, a chip that is too small, and a file that ends too early."""
    def write(stem, **content):
        with open(f"{stem}.json", "w", encoding="utf-8") as file:
            json.dump(content, file)

    def layers(name, *list_of_layers):
        write(name, format="snnc.layers", version=1, weights="digits.npz", input={"shape": [2, 34, 34]},
              layers=list(list_of_layers))

    layers("mistakes", {"type": "Conv2d", "weight": "conv1.weight", "strid": 2}, {"type": "SpikingLayer", "inputs": ["input"]},
           {"type": "Conv2d", "name": "b", "weight": "conv2.weight"}, {"type": "SpikinLayer"})
    layers("signed", *[{"type": "SpikingLayer", "negative_spikes": True}] * 2)
    write("small", format="snnc.target", version=1, name="small", cols=2, rows=1, lanes=8, stateBits=16, weightBits=8,
          countMax=15, populations=8, ports=32, destinations=128, credits=128, weightWords=512, stateWords=128,
          routerFifo=4, coreFifo=8)
    with open("a b.mlir", "w", encoding="utf-8") as file:
        file.write("snn.network @x() {\n")


def sarif(path):
    """What a document holds, in lines; a rule's index must lead to the rule."""
    with open(path, encoding="utf-8") as file:
        log = json.load(file)
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1, log
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] == (invocation["exitCode"] == 0), invocation
    print(f"exit code {invocation['exitCode']}, {len(run['results'])} results")
    for result in run["results"]:
        words = [result["level"]]
        if "ruleId" in result:
            assert rules[result["ruleIndex"]] == result["ruleId"], result
            words.append(result["ruleId"])
        for location in result.get("locations", []):
            physical = location.get("physicalLocation")
            if physical:
                region = physical.get("region")
                words.append(physical["artifactLocation"]["uri"] +
                             (f":{region['startLine']}:{region['startColumn']}" if region else ""))
            words += [logical["name"] for logical in location.get("logicalLocations", [])]
        print(f"{' '.join(words)}: {result['message']['text']}")


if __name__ == "__main__":
    {"codes": codes, "networks": networks, "sarif": sarif}[sys.argv[1]](*sys.argv[2:])
