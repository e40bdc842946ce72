# Configuration of the lit tests: every .mlir below tests/ is one, but for what lies in an Inputs folder.
import os
import subprocess
import sys

import lit.formats

config.name = "snnc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.snnc_binary_dir, "tests", "lit")

path = [os.path.join(config.snnc_binary_dir, "bin"), config.llvm_tools_dir, config.environment.get("PATH", "")]
config.environment["PATH"] = os.pathsep.join(path)

# Shared test data lies beside the project, or where SNNC_SHARED says; tests that need it are guarded by `shared`.
shared = os.environ.get("SNNC_SHARED", os.path.join(config.snnc_source_dir, "..", "shared"))
if os.path.isdir(shared):
    config.available_features.add("shared")
    config.environment["SNNC_SHARED"] = os.path.abspath(shared)
config.substitutions.append(("%shared", os.path.abspath(shared)))
config.substitutions.append(("%root", config.snnc_source_dir))

python = config.python_executable
tools = os.path.join(config.test_source_root, "tools")
config.substitutions.append(("%expect-exit", f"{python} {os.path.join(tools, 'expect_exit.py')}"))
config.substitutions.append(("%compare-predictions", f"{python} {os.path.join(tools, 'compare_predictions.py')}"))
named_targets = os.path.join(tools, "named_targets.py")
target_texts = os.path.join(config.test_source_root, "backends", "mesh", "Inputs", "targets.txt")
config.substitutions.append(("%named-targets", f"{python} {named_targets} {target_texts}"))
config.substitutions.append(("%python", python))
config.substitutions.append(("%digits", os.path.join(config.snnc_source_dir, "examples", "digits")))

# A browser, which opens pages that snnc writes, is guarded by `chromium`.
sys.path.insert(0, tools)
from browser import find_chromium  # noqa: E402

if find_chromium():
    config.available_features.add("chromium")
# It finds what it needs of the user by these.
for name in ("HOME", "XDG_RUNTIME_DIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

# Makes a site of the documents; it is guarded by `mkdocs`.
if subprocess.run([python, "-c", "import mkdocs"], capture_output=True).returncode == 0:
    config.available_features.add("mkdocs")

# The Python package `nir`, which reads what snnc writes, is guarded by `nir-package`.
for candidate in (python, "python3"):
    try:
        found = subprocess.run([candidate, "-c", "import nir, h5py"], capture_output=True).returncode == 0
    except OSError:
        found = False
    if found:
        config.available_features.add("nir-package")
        config.substitutions.append(("%nir-python", candidate))
        break
