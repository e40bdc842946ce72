#!/bin/sh
# Both readers of the RTL must take it without a word: lint.sh PACKAGE.sv...
# Two warnings of -Wall are waived: packages and modules of one file a module (DECLFILENAME concerns chip_pkg, whose
# file is named after its target), and unused bits (fields of entries and packets that a module has no use for).
set -eu
cd "$(dirname "$0")/../../rtl"
status=0
for package in "$@"; do
  words=$(verilator --lint-only -Wall -Wno-DECLFILENAME -Wno-UNUSEDSIGNAL --top-module chip \
    "$package" noc/*.sv core/*.sv chip/*.sv 2>&1) || status=1
  [ -z "$words" ] || { echo "verilator, $package:"; echo "$words"; status=1; }
  words=$(yosys -q -p "read_verilog -sv $package $(echo noc/*.sv core/*.sv chip/*.sv); hierarchy -check -top chip; \
    proc; check -assert" 2>&1) || status=1
  [ -z "$words" ] || { echo "yosys, $package:"; echo "$words"; status=1; }
done
exit $status
