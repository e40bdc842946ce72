//===- reciprocal_rom.sv - reciprocals of 8-bit divisors --------------------===//
//
// value = ceil(2^24 / divisor). For every dividend n < 2^16 and divisor d in 1 .. 255, (n * value) >> 24 is exactly
// floor(n / d): the excess d * value - 2^24 is less than d, and n times it less than 2^24.
//
//===----------------------------------------------------------------------===//

module reciprocal_rom (
    input  logic                                 clk,
    input  logic                                 read,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] divisor,
    output logic [                         24:0] value
);

  logic [24:0] values[0:255];

  initial begin
    values[0] = 25'd0;
    for (int d = 1; d < 256; d++) values[d] = 25'((16777216 + d - 1) / d);
  end

  always_ff @(posedge clk) if (read) value <= values[divisor];

endmodule
