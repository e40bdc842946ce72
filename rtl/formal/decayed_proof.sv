//===- decayed_proof.sv - a decay leaves what its definition says -------------===//
//
// Of any number and any decay: what is left has the sign of the number, or is 0, and its magnitude is the greatest whose
// 2^DECAY_BITS times is at most |v| * m.
//
//===----------------------------------------------------------------------===//

module decayed_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  // As wide as that of `decayed`, a solver knows the product again.
  localparam int Wide = State + chip_pkg::DECAY_BITS;

  (* anyconst *) logic [State-1:0] value;
  (* anyconst *) logic [chip_pkg::DECAY_BITS:0] factor;
  logic [State-1:0] left, magnitude, rest;
  logic [Wide-1:0] product, times;

  always_comb assume (32'(factor) <= 1 << chip_pkg::DECAY_BITS);

  decayed decayed (.value, .factor, .left);

  assign magnitude = value[State-1] ? -value : value;
  assign rest = value[State-1] ? -left : left;
  assign product = Wide'(magnitude) * Wide'(factor);
  assign times = Wide'(rest) << chip_pkg::DECAY_BITS;

  always_ff @(posedge clk) begin
    assert (times <= product);
    assert (product - times < 1 << chip_pkg::DECAY_BITS);
  end

endmodule
