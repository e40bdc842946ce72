//===- reciprocal_rom.sv - reciprocals of 8-bit divisors --------------------===//
//
// value = ceil(2^FRACTION / divisor), FRACTION the bits of a state word's number and of a divisor. For every dividend
// n < 2^(FRACTION - 8) and divisor d in 1 .. 255, (n * value) >> FRACTION is exactly floor(n / d): the excess
// d * value - 2^FRACTION is less than d, and n times it less than 2^FRACTION.
//
//===----------------------------------------------------------------------===//

module reciprocal_rom #(
    parameter int FRACTION = $clog2(chip_pkg::STATE_WORDS) + chip_pkg::COORDINATE_BITS
) (
    input  logic                                 clk,
    input  logic                                 read,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] divisor,
    output logic [                   FRACTION:0] value
);

  logic [FRACTION:0] values[0:255];

  initial begin
    values[0] = 0;
    for (int d = 1; d < 256; d++) values[d] = (FRACTION + 1)'(((1 << FRACTION) + d - 1) / d);
  end

  always_ff @(posedge clk) if (read) value <= values[divisor];

endmodule
