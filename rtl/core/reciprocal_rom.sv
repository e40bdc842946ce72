//===- reciprocal_rom.sv - reciprocals of 8-bit divisors --------------------===//
//
// value = floor((2^FRACTION - 1) / divisor), FRACTION the bits of a state word's number and of a divisor. For every
// dividend n < 2^(FRACTION - 8) and divisor d in 1 .. 255, (n + 1) * value is exactly floor(n / d) above its lowest
// FRACTION bits, and d times these bits is the remainder above their lowest FRACTION bits. For value = (2^FRACTION - f) / d
// with f in 1 .. d, so that with n + 1 = q * d + s, s in 1 .. d, the product is q * 2^FRACTION + (s * 2^FRACTION -
// (n + 1) * f) / d, and (n + 1) * f is at least 1 and at most 2^FRACTION.
//
//===----------------------------------------------------------------------===//

module reciprocal_rom #(
    parameter int FRACTION = $clog2(chip_pkg::STATE_WORDS) + chip_pkg::COORDINATE_BITS
) (
    input  logic                                 clk,
    input  logic                                 read,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] divisor,
    output logic [                 FRACTION-1:0] value
);

  (* rom_style = "block" *) logic [FRACTION-1:0] values[0:255];

  initial begin
    values[0] = 0;
    for (int d = 1; d < 256; d++) values[d] = FRACTION'(((1 << FRACTION) - 1) / d);
  end

  always_ff @(posedge clk) if (read) value <= values[divisor];

endmodule
