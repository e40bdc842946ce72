//===- decayed_proof.sv - a decay leaves what its definition says -------------===//
//
// Of any number and any decay: what is left has the sign of the number, or is 0, and its magnitude is the greatest whose
// 4096 times is at most |v| * m.
//
//===----------------------------------------------------------------------===//

module decayed_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  // |v| * m is at most 2^(State - 1) * 4096. As wide as that of `decayed`, a solver knows the product again.
  localparam int Wide = State + 12;

  (* anyconst *) logic [State-1:0] value;
  (* anyconst *) logic [12:0] factor;
  logic [State-1:0] left, magnitude, rest;
  logic [Wide-1:0] product, times;

  always_comb assume (32'(factor) <= 4096);

  decayed decayed (.value, .factor, .left);

  assign magnitude = value[State-1] ? -value : value;
  assign rest = value[State-1] ? -left : left;
  assign product = Wide'(magnitude) * Wide'(factor);
  assign times = Wide'(rest) << 12;

  always_ff @(posedge clk) begin
    assert (times <= product);
    assert (product - times < 4096);
  end

endmodule
